import type { ReactNode, SyntheticEvent } from 'react';
import { flushSync } from 'react-dom';
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
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!busy) flushSync(onSubmit);
    form.querySelector<HTMLElement>('[aria-invalid]')?.focus();
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
