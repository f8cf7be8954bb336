import { useState, type ReactNode } from 'react';
import { eventLimits, type EventDraft, type ServerEvent } from '@homeroll/protocol/events';
import { useProblemWords } from '../server/use-problem-words.ts';
import { Field } from '../shell/field.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { TagBox } from '../tags/tag-box.tsx';
import { useWords } from '../words/words.ts';
import { newWindow } from './event-times.ts';
import { MatchLine } from './match-line.tsx';
import { useSaveEvent } from './use-events.ts';
import { WindowFields, type WrittenWindow } from './window-fields.tsx';

interface Props {
  /** Absent for a new one. */
  readonly event: ServerEvent | undefined;
  readonly onClose: () => void;
}

export function EventDialog({ event, onClose }: Props): ReactNode {
  const say = useWords('events');
  return (
    <Sheet title={say(event ? 'edit-title' : 'new')} onClose={onClose}>
      <EventForm event={event} onClose={onClose} />
    </Sheet>
  );
}

function EventForm({ event, onClose }: Props): ReactNode {
  const say = useWords('events');
  const sayProblem = useProblemWords();
  const save = useSaveEvent(event, onClose);
  const [title, setTitle] = useState(event?.title ?? '');
  const [tags, setTags] = useState(event?.tags ?? []);
  const [window, setWindow] = useState(() => windowOf(event));
  const [asked, setAsked] = useState(false);
  const draft = draftFrom(event, { title: title.trim(), tags }, window);
  const submit = (): void => {
    if (!draft) setAsked(true);
    else if (!save.isPending) save.mutate(draft);
  };
  return (
    <form
      className="event-form"
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault();
        submit();
      }}
    >
      <Field
        label={say('title-label')}
        help={say('title-help')}
        maxLength={eventLimits.title}
        autoComplete="off"
        value={title}
        onChange={({ target }) => setTitle(target.value)}
      />
      <TagBox label={say('tags-label')} tags={tags} most={eventLimits.tags} onTags={setTags} />
      <WindowFields window={window} onWindow={setWindow} asked={asked} />
      {save.error && (
        <p className="wrong" role="alert">
          {sayProblem(save.error)}
        </p>
      )}
      <div className="event-foot">
        <MatchLine draft={draft} />
        <div className="sheet-actions">
          <button type="submit" className="button main" aria-disabled={save.isPending}>
            {save.isPending ? say('working') : say(event ? 'save' : 'create')}
          </button>
        </div>
      </div>
    </form>
  );
}

function windowOf(event: ServerEvent | undefined): WrittenWindow {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const fresh = newWindow(event?.timeZone ?? timeZone, Date.now());
  if (!event) return { ...fresh, endless: false };
  // An end that was never there is proposed only once it is asked for.
  return { ...event, end: event.end ?? '', endless: event.end === undefined };
}

/** What is sent, with what the form does not show kept as it was; `undefined` while something is missing or wrong. */
function draftFrom(
  event: ServerEvent | undefined,
  named: Pick<EventDraft, 'title' | 'tags'>,
  { start, end, timeZone, endless }: WrittenWindow,
): EventDraft | undefined {
  const { albums, connection } = event ?? {};
  if (start === '' || (!endless && !(end > start))) return undefined;
  return {
    ...named,
    start,
    ...(endless ? {} : { end }),
    timeZone,
    ...(albums === undefined ? {} : { albums }),
    ...(connection === undefined ? {} : { connection }),
  };
}
