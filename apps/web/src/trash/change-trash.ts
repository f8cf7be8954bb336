import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { routes } from '@homeroll/protocol/routes';
import { idsPerTrashRequest, trashAnswerSchema, type TrashAnswer } from '@homeroll/protocol/trash';
import { change } from '../server/ask-server.ts';

export type TrashMove = 'throw-away' | 'restore' | 'purge';

const requests = {
  'throw-away': ['POST', routes.trash],
  restore: ['POST', routes.restore],
  purge: ['DELETE', routes.trash],
} as const;

/**
 * Moves photos between library, trash and nowhere, as many as there are; then whatever shows them asks again. Throws a
 * `ServerProblem`.
 */
export function useChangeTrash(): (move: TrashMove, ids: readonly number[]) => Promise<TrashAnswer> {
  const queries = useQueryClient();
  return useCallback(
    async (move, ids) => {
      const [method, path] = requests[move];
      const done: number[] = [];
      const refused: TrashAnswer['refused'][number][] = [];
      try {
        for (let first = 0; first < ids.length; first += idsPerTrashRequest) {
          const body = { ids: ids.slice(first, first + idsPerTrashRequest) };
          const answer = await change(method, path, body, trashAnswerSchema);
          done.push(...answer.done);
          refused.push(...answer.refused);
        }
      } finally {
        for (const shown of [routes.timeline, routes.trash, routes.shares]) {
          void queries.invalidateQueries({ queryKey: [shown] });
        }
      }
      return { done, refused };
    },
    [queries],
  );
}
