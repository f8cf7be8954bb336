import { useProblemWords } from '../server/use-problem-words.ts';
import type { Toast } from '../shell/toasts.tsx';
import { useWords } from '../words/words.ts';
import { useChangeTrash } from './change-trash.ts';

/** Brings photos back and says so. Answers whether any of them came. */
export function useRestore(show: (toast: Toast) => void): (ids: readonly number[]) => Promise<boolean> {
  const say = useWords('trash');
  const sayProblem = useProblemWords();
  const changeTrash = useChangeTrash();
  return async (ids) => {
    try {
      const { done, refused } = await changeTrash('restore', ids);
      const failed = refused.length > 0;
      show({
        text: failed
          ? say('not-restored', { count: refused.length })
          : say('restored', { count: done.length }),
      });
      return done.length > 0;
    } catch (error) {
      show({ text: sayProblem(error) });
      return false;
    }
  };
}
