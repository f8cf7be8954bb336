import { useCallback } from 'react';
import type { TrashAnswer } from '@homeroll/protocol/trash';
import { useSession } from '../account/session.ts';
import { useProblemWords } from '../server/use-problem-words.ts';
import { useToast, type Toast } from '../shell/toasts.tsx';
import { useWords } from '../words/words.ts';
import { useChangeTrash } from './change-trash.ts';
import { useRestore } from './use-restore.ts';

export function useMayDelete(): boolean {
  const rights = useSession().data?.rights ?? [];
  return rights.includes('delete') || rights.includes('delete-any');
}

export interface ThrowAwayOptions {
  /** Also says it there, besides where it is said anyway. */
  readonly alsoSay?: (toast: Toast) => void;
  /** After it was taken back. */
  readonly onRestored?: () => void;
}

/**
 * Throws photos away at once and says so, with a way back for some seconds. Answers whether any of them went. Where
 * the account may not, it says that instead.
 */
export function useThrowAway({ alsoSay, onRestored }: ThrowAwayOptions = {}): (
  ids: readonly number[],
) => Promise<boolean> {
  const say = useWords('trash');
  const sayProblem = useProblemWords();
  const toast = useToast();
  const changeTrash = useChangeTrash();
  const may = useMayDelete();
  const show = useCallback(
    (shown: Toast) => {
      toast(shown);
      alsoSay?.(shown);
    },
    [toast, alsoSay],
  );
  const restore = useRestore(show);
  return async (ids) => {
    if (!may) {
      show({ text: say('may-not') });
      return false;
    }
    try {
      const answer = await changeTrash('throw-away', ids);
      const { done } = answer;
      show({
        text: outcomeWords(answer, say),
        ...(done.length > 0 ? { undo: () => void restore(done).then((came) => came && onRestored?.()) } : {}),
      });
      return done.length > 0;
    } catch (error) {
      show({ text: sayProblem(error) });
      return false;
    }
  };
}

/** What is gone already needs no word: it is where it should be. */
function outcomeWords({ done, refused }: TrashAnswer, say: ReturnType<typeof useWords<'trash'>>): string {
  const count = (reason: TrashAnswer['refused'][number]['reason']): number =>
    refused.filter((each) => each.reason === reason).length;
  const gone = done.length + count('not-found');
  return [
    ...(gone > 0 ? [say('deleted', { count: gone })] : []),
    ...(count('forbidden') > 0 ? [say('stayed-forbidden', { count: count('forbidden') })] : []),
    ...(count('failed') > 0 ? [say('stayed-failed', { count: count('failed') })] : []),
  ].join(' ');
}
