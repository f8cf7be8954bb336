import type { SyntheticEvent, ReactNode } from 'react';
import { useProblemWords } from '../server/use-problem-words.ts';
import { useWords } from '../words/words.ts';

interface Props {
  readonly title: string;
  readonly lead: string;
  /** What the button says. */
  readonly done: string;
  readonly problem: Error | null;
  readonly busy: boolean;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

/** One sheet of paper with the fields that lead in. */
export function AccountForm({ title, lead, done, problem, busy, onSubmit, children }: Props): ReactNode {
  const say = useWords('account');
  const sayProblem = useProblemWords();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <main className="account">
      <p className="account-name">Homeroll</p>
      <form className="account-form" onSubmit={submit} noValidate>
        <h1>{title}</h1>
        <p className="lead">{lead}</p>
        {children}
        {problem && (
          <p className="wrong" role="alert">
            {sayProblem(problem)}
          </p>
        )}
        <button type="submit" className="button main wide" aria-disabled={busy}>
          {busy ? say('working') : done}
        </button>
      </form>
    </main>
  );
}
