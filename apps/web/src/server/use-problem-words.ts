import { useWords } from '../words/words.ts';
import { ServerProblem } from './server-problem.ts';

/** Says an error so that a person knows what to do. */
export function useProblemWords(): (error: unknown) => string {
  const say = useWords('problem');
  return (error) => say(error instanceof ServerProblem ? error.code : 'unknown');
}
