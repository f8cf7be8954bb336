import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import {
  eventCountSchema,
  eventListSchema,
  serverEventSchema,
  type EventDraft,
  type EventList,
  type ServerEvent,
} from '@homeroll/protocol/events';
import { routes } from '@homeroll/protocol/routes';
import { change, getJson } from '../server/ask-server.ts';
import { useProblemWords } from '../server/use-problem-words.ts';
import { useToast } from '../shell/toasts.tsx';
import { useWords } from '../words/words.ts';

/** Events that the server defines for everybody. */
export function useEvents(): UseQueryResult<EventList> {
  return useQuery({
    queryKey: [routes.events],
    queryFn: ({ signal }) => getJson(routes.events, eventListSchema, signal),
  });
}

/** How many photos were taken in the window; asked again when the window changes, `undefined` for no window. */
export function useMatches(window: EventDraft | undefined): number | undefined {
  const wanted = window && { ...window, title: '', tags: [] };
  const { data } = useQuery({
    queryKey: [routes.draftCount, wanted],
    queryFn: () => change('POST', routes.draftCount, wanted, eventCountSchema),
    enabled: wanted !== undefined,
    placeholderData: keepPreviousData,
  });
  return wanted && data?.count;
}

/** Keeps a new event, or the changes of one that is there. */
export function useSaveEvent(
  before: ServerEvent | undefined,
  onSaved: () => void,
): UseMutationResult<ServerEvent, Error, EventDraft> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (draft: EventDraft) =>
      before
        ? change('PUT', routes.event(before.id), draft, serverEventSchema)
        : change('POST', routes.events, draft, serverEventSchema),
    onSuccess: onSaved,
    onSettled: () => queries.invalidateQueries({ queryKey: [routes.events] }),
  });
}

/** Deletes, and offers to take that back for a while. */
export function useDeleteEvent(): UseMutationResult<void, Error, ServerEvent> {
  const say = useWords('events');
  const sayProblem = useProblemWords();
  const show = useToast();
  const queries = useQueryClient();
  const settle = {
    onError: (error: Error) => show({ text: sayProblem(error) }),
    onSettled: () => queries.invalidateQueries({ queryKey: [routes.events] }),
  };
  const restore = useMutation({
    mutationFn: ({ id, ...event }: ServerEvent) => change('PUT', routes.event(id), event),
    onSuccess: () => show({ text: say('restored') }),
    ...settle,
  });
  return useMutation({
    mutationFn: ({ id }: ServerEvent) => change('DELETE', routes.event(id)),
    onSuccess: (_, event) => show({ text: say('deleted'), undo: () => restore.mutate(event) }),
    ...settle,
  });
}
