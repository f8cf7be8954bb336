import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { routes } from '@homeroll/protocol/routes';
import { trashAnswerSchema, type TrashAnswer } from '@homeroll/protocol/trash';
import { change } from '../server/ask-server.ts';
import { useProblemWords } from '../server/use-problem-words.ts';
import { Sheet } from '../shell/sheet.tsx';
import { useToast } from '../shell/toasts.tsx';
import { useWords } from '../words/words.ts';

/** One photo, or all of one's own. */
export type Purging = 'all' | { readonly id: number; readonly name: string };

interface Props {
  readonly purging: Purging;
  readonly onClose: () => void;
}

/** Asks first: after this nobody can bring it back. */
export function PurgeDialog({ purging, onClose }: Props): ReactNode {
  const say = useWords('trash');
  const sayProblem = useProblemWords();
  const purge = usePurge(onClose);
  const isAll = purging === 'all';
  return (
    <Sheet title={isAll ? say('ask-all') : say('ask-one', { name: purging.name })} onClose={onClose}>
      <p>{say(isAll ? 'ask-lead-all' : 'ask-lead')}</p>
      {purge.error && (
        <p className="wrong" role="alert">
          {sayProblem(purge.error)}
        </p>
      )}
      <div className="sheet-actions">
        <button type="button" className="button" onClick={onClose}>
          {say('cancel')}
        </button>
        <button
          type="button"
          className="button main"
          aria-disabled={purge.isPending}
          onClick={() => {
            if (!purge.isPending) purge.mutate(purging);
          }}
        >
          {isAll ? say('empty-trash') : say('purge')}
        </button>
      </div>
    </Sheet>
  );
}

function usePurge(onDone: () => void): UseMutationResult<TrashAnswer, Error, Purging> {
  const say = useWords('trash');
  const show = useToast();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (purging) => (purging === 'all' ? emptied() : purged({ ids: [purging.id] })),
    onSuccess: ({ done, refused }) => {
      show({
        text:
          refused.length > 0
            ? say('not-purged', { count: refused.length })
            : say('purged', { count: done.length }),
      });
      onDone();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [routes.trash] }),
  });
}

function purged(body: { readonly ids?: readonly number[] }): Promise<TrashAnswer> {
  return change('DELETE', routes.trash, body, trashAnswerSchema);
}

/** A large trash takes several requests; it ends when there is nothing left that can go. */
async function emptied(): Promise<TrashAnswer> {
  const done: number[] = [];
  for (;;) {
    const answer = await purged({});
    done.push(...answer.done);
    if (answer.done.length === 0) return { done, refused: answer.refused };
  }
}
