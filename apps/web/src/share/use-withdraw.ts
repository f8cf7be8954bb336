import { useMutation, useQueryClient } from '@tanstack/react-query';
import { change } from '../server/ask-server.ts';
import { useProblemWords } from '../server/use-problem-words.ts';
import { useToast } from '../shell/toasts.tsx';
import { useWords } from '../words/words.ts';

/** What ends links, and what makes them work again. */
export interface Withdrawal {
  readonly withdraw: readonly ['DELETE', path: string];
  readonly restore: readonly ['PUT' | 'POST', path: string];
}

type Said = 'withdrawn' | 'restored' | 'all-withdrawn' | 'all-restored';

interface Options {
  /** Address of the list that is asked for anew then. */
  readonly listed: string;
  readonly said: { readonly withdrawn: Said; readonly restored: Said };
}

/** Withdraws links, says so, and takes it back when asked. */
export function useWithdraw({ listed, said }: Options): (links: Withdrawal) => void {
  const say = useWords('share');
  const sayProblem = useProblemWords();
  const show = useToast();
  const queries = useQueryClient();
  const settle = {
    onError: (error: Error) => show({ text: sayProblem(error) }),
    onSettled: () => queries.invalidateQueries({ queryKey: [listed] }),
  };
  const restore = useMutation({
    mutationFn: ({ restore }: Withdrawal) => change(...restore),
    onSuccess: () => show({ text: say(said.restored) }),
    ...settle,
  });
  const withdraw = useMutation({
    mutationFn: ({ withdraw }: Withdrawal) => change(...withdraw),
    onSuccess: (_, links) => show({ text: say(said.withdrawn), undo: () => restore.mutate(links) }),
    ...settle,
  });
  return withdraw.mutate;
}
