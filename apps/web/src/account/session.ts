import { useQuery, useQueryClient, type QueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import { sessionSchema, type Session } from '@homeroll/protocol/accounts';
import { routes } from '@homeroll/protocol/routes';
import { serverInfoSchema, type ServerInfo } from '@homeroll/protocol/server-info';
import { change, getJson } from '../server/ask-server.ts';
import { ServerProblem } from '../server/server-problem.ts';

/** Who is signed in here; `null` for nobody. */
export function useSession(): UseQueryResult<Session | null> {
  return useQuery({ queryKey: [routes.session], queryFn: whoAmI, staleTime: 5 * 60_000 });
}

export function useServerInfo(): UseQueryResult<ServerInfo> {
  return useQuery({
    queryKey: [routes.info],
    queryFn: ({ signal }) => getJson(routes.info, serverInfoSchema, signal),
    staleTime: Infinity,
  });
}

/** Call it with the session that a login or the set-up began. */
export function useBeginSession(): (session: Session) => void {
  const queries = useQueryClient();
  return useCallback(
    (session) => {
      switchTo(queries, session);
      void queries.invalidateQueries({ queryKey: [routes.info] });
    },
    [queries],
  );
}

/** Signs out on the server, and forgets here what was seen of the library. */
export function useEndSession(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(async () => {
    await change('DELETE', routes.session);
    switchTo(queries, null);
  }, [queries]);
}

function switchTo(queries: QueryClient, session: Session | null): void {
  const kept: readonly unknown[] = [routes.session, routes.info];
  queries.removeQueries({ predicate: ({ queryKey }) => !kept.includes(queryKey[0]) });
  queries.setQueryData([routes.session], session);
}

async function whoAmI({ signal }: { signal: AbortSignal }): Promise<Session | null> {
  try {
    return await getJson(routes.session, sessionSchema, signal);
  } catch (error) {
    if (error instanceof ServerProblem && error.code === 'not-signed-in') return null;
    throw error;
  }
}
