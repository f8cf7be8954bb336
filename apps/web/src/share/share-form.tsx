import { useId, type ReactNode } from 'react';
import type { ShareRequest } from '@homeroll/protocol/shares';
import { useProblemWords } from '../server/use-problem-words.ts';
import { Field } from '../shell/field.tsx';
import { useWords } from '../words/words.ts';

type Wanted = Omit<ShareRequest, 'items'>;

interface Props {
  readonly wanted: Wanted;
  readonly onWanted: (wanted: Wanted) => void;
  readonly problem: Error | null;
  readonly busy: boolean;
  readonly onSubmit: () => void;
}

const ends = [1, 7, 30, 365] as const;

export function ShareForm({ wanted, onWanted, problem, busy, onSubmit }: Props): ReactNode {
  const say = useWords('share');
  const sayProblem = useProblemWords();
  return (
    <form
      className="share-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onSubmit();
      }}
    >
      <Field
        label={say('name-label')}
        help={say('name-help')}
        maxLength={300}
        autoComplete="off"
        value={wanted.title ?? ''}
        onChange={({ target: { value } }) =>
          onWanted({ ...without(wanted, 'title'), ...(value && { title: value }) })
        }
      />
      <EndChoice wanted={wanted} onWanted={onWanted} />
      {problem && (
        <p className="wrong" role="alert">
          {sayProblem(problem)}
        </p>
      )}
      <div className="sheet-actions">
        <button type="submit" className="button main" aria-disabled={busy}>
          {busy ? say('working') : say('create')}
        </button>
      </div>
    </form>
  );
}

function EndChoice({ wanted, onWanted }: Pick<Props, 'wanted' | 'onWanted'>): ReactNode {
  const say = useWords('share');
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{say('days-label')}</label>
      <select
        id={id}
        className="input"
        value={String(wanted.expiresInDays ?? 'none')}
        onChange={({ target: { value } }) =>
          onWanted({
            ...without(wanted, 'expiresInDays'),
            ...(value === 'none' ? {} : { expiresInDays: Number(value) }),
          })
        }
      >
        {ends.map((days) => (
          <option key={days} value={days}>
            {say(`days-${days}`)}
          </option>
        ))}
        <option value="none">{say('days-none')}</option>
      </select>
    </div>
  );
}

function without(wanted: Wanted, key: keyof Wanted): Wanted {
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => name !== key));
}
