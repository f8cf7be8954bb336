import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { routes } from '@homeroll/protocol/routes';
import { tagListSchema, type Tag } from '@homeroll/protocol/tags';
import { getJson } from '../server/ask-server.ts';

/** Tags on the server's list, and those that photos have. */
export function useTags(): UseQueryResult<readonly Tag[]> {
  return useQuery({
    queryKey: [routes.tags],
    queryFn: ({ signal }) => getJson(routes.tags, tagListSchema, signal),
  });
}
