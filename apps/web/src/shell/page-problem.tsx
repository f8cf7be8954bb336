import type { ReactNode } from 'react';
import { useProblemWords } from '../server/use-problem-words.ts';
import { useWords } from '../words/words.ts';

interface Props {
  readonly problem: unknown;
  readonly again: () => void;
}

/** In the place of a page that could not be fetched. */
export function PageProblem({ problem, again }: Props): ReactNode {
  const say = useWords('shell');
  const sayProblem = useProblemWords();
  return (
    <div className="page-problem" role="alert">
      <p>{sayProblem(problem)}</p>
      <button type="button" className="button" onClick={again}>
        {say('again')}
      </button>
    </div>
  );
}
