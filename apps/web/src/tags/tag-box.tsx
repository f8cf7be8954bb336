import { useId, useRef, useState, type ChangeEvent, type KeyboardEvent, type ReactNode } from 'react';
import { tagSchema } from '@homeroll/protocol/tags';
import { Icon } from '../look/icon.tsx';
import { useWords } from '../words/words.ts';
import './tags.css';
import { useTags } from './use-tags.ts';

interface Props {
  readonly label: string;
  readonly tags: readonly string[];
  readonly most: number;
  readonly onTags: (tags: readonly string[]) => void;
}

/** Tags as chips, and a line for the next one: a comma, Enter or leaving the line adds it. The list is offered. */
export function TagBox({ label, ...taken }: Props): ReactNode {
  const say = useWords('tags');
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const { text, wrong, write, add, remove } = useTagLine(taken);
  const { tags } = taken;
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = tags.at(-1);
    if (event.key === 'Enter' && text.trim() !== '') {
      event.preventDefault();
      add(text);
    } else if (event.key === 'Backspace' && text === '' && last !== undefined) remove(last);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Chips
        tags={tags}
        onRemove={(tag) => {
          remove(tag);
          input.current?.focus();
        }}
      />
      <input
        ref={input}
        id={id}
        className="input"
        list={`${id}-list`}
        autoComplete="off"
        autoCapitalize="off"
        value={text}
        aria-invalid={wrong === undefined ? undefined : true}
        aria-describedby={`${id}-below`}
        onChange={write}
        onKeyDown={onKeyDown}
        onBlur={() => add(text)}
      />
      <Suggestions id={`${id}-list`} without={tags} />
      <p id={`${id}-below`} className={wrong === undefined ? 'help' : 'help wrong'}>
        {wrong ?? say('box-help')}
      </p>
    </div>
  );
}

interface TagLine {
  readonly text: string;
  readonly wrong: string | undefined;
  readonly write: (event: ChangeEvent<HTMLInputElement>) => void;
  readonly add: (written: string) => void;
  readonly remove: (tag: string) => void;
}

/** What is being written, until it is a tag; what is none stays in the line, with words below. */
function useTagLine({ tags, most, onTags }: Omit<Props, 'label'>): TagLine {
  const say = useWords('tags');
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<string>();
  const problemWith = (added: readonly string[]): string | undefined => {
    if (!added.every((tag) => tagSchema.safeParse(tag).success)) return say('no-tag');
    return tags.length + added.length > most ? say('too-many', { count: most }) : undefined;
  };
  const add = (written: string): void => {
    const added = tagsIn(written).filter((tag) => !tags.includes(tag));
    const problem = problemWith(added);
    setWrong(problem);
    setText(problem === undefined ? '' : written);
    if (problem === undefined && added.length > 0) onTags([...tags, ...added]);
  };
  return {
    text,
    wrong,
    write: (event) => {
      const { value } = event.target;
      if (value.includes(',') || isChosen(event)) add(value);
      else setText(value);
    },
    add,
    remove: (tag) => onTags(tags.filter((each) => each !== tag)),
  };
}

function Chips({
  tags,
  onRemove,
}: Pick<Props, 'tags'> & { readonly onRemove: (tag: string) => void }): ReactNode {
  const say = useWords('tags');
  if (tags.length === 0) return null;
  return (
    <ul className="chips">
      {tags.map((tag) => (
        <li key={tag} className="chip">
          <span>{tag}</span>
          <button
            type="button"
            className="button quiet round"
            aria-label={say('remove-one', { tag })}
            onClick={() => onRemove(tag)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Suggestions({
  id,
  without,
}: {
  readonly id: string;
  readonly without: readonly string[];
}): ReactNode {
  const all = useTags().data ?? [];
  const offered = all.filter(({ path }) => !without.includes(path)).slice(0, mostOffered);
  return (
    <datalist id={id}>
      {offered.map(({ path }) => (
        <option key={path} value={path} />
      ))}
    </datalist>
  );
}

const mostOffered = 1000;

function tagsIn(text: string): readonly string[] {
  const tags = text.split(',').map((tag) => tag.normalize('NFC').trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

/** Taken from the offered ones: browsers put those in as a replacement, not letter by letter. */
function isChosen({ nativeEvent }: ChangeEvent<HTMLInputElement>): boolean {
  return nativeEvent instanceof InputEvent && nativeEvent.inputType === 'insertReplacementText';
}
