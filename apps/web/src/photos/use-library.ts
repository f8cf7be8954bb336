import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { routes } from '@homeroll/protocol/routes';
import { loadLibrary, loadMonth, type Library } from './library.ts';
import { MonthStore } from './month-store.ts';

const askAgainMs = 30_000;
/** After a month that did not fit, so that a server in trouble is not asked in a loop. */
const misfitPauseMs = 2000;

/** A library with what is known of its items. */
export interface ShownLibrary {
  readonly library: Library;
  readonly months: MonthStore;
}

/** Where the reader is, so that the next library is complete there before it is shown. */
export interface Attention {
  /** Items `first` to `end - 1` are in view. */
  readonly first: number;
  readonly end: number;
  readonly selected: readonly number[];
}

export interface LibraryReader {
  readonly attention: () => Attention;
  /** Called just before a library is shown, to carry over what is known by place. */
  readonly onNewer: (older: ShownLibrary | undefined, newer: ShownLibrary) => void;
}

/**
 * The library to show. When the server has a newer one it is shown as soon as the months that are being looked at
 * have come, so that no picture blinks. `changed` grows when this page knows that there is something new.
 */
export function useLibrary(
  changed: number,
  reader: LibraryReader,
): { readonly shown: ShownLibrary | undefined; readonly query: UseQueryResult<Library> } {
  const [shown, setShown] = useState<ShownLibrary>();
  const query = useQuery({
    queryKey: [routes.timeline],
    queryFn: ({ signal }) => loadLibrary(signal),
    refetchInterval: askAgainMs,
    structuralSharing: sameUntilNewer,
  });
  const askAgain = useAskAgain(changed);
  const latest = useRef(shown);
  const newer = query.data;
  useEffect(() => {
    if (!newer || latest.current?.library === newer) return undefined;
    let superseded = false;
    void prepared(newer, { older: latest.current, attention: reader.attention, askAgain }).then((next) => {
      if (superseded) return;
      reader.onNewer(latest.current, next);
      latest.current = next;
      setShown(next);
    });
    return () => {
      superseded = true;
    };
  }, [newer, reader, askAgain]);
  return { shown, query };
}

interface Preparation {
  readonly older: ShownLibrary | undefined;
  readonly attention: () => Attention;
  readonly askAgain: () => void;
}

async function prepared(
  library: Library,
  { older, attention, askAgain }: Preparation,
): Promise<ShownLibrary> {
  const months = new MonthStore(library.spans, { load: loadMonth, onMisfit: askAgain });
  if (older?.library.catalog !== library.catalog) return { library, months };
  months.adopt(older.months);
  const { first, end, selected } = attention();
  const lookedAt = new Set([first, end - 1, ...selected].map((item) => monthKey(older.library, item)));
  const wanted = library.spans.filter(({ key }) => lookedAt.has(key));
  await Promise.all(wanted.map((span) => months.want(span.first, span.end)));
  return { library, months };
}

function monthKey({ spans }: Library, item: number): string | undefined {
  return spans.find(({ end }) => item < end)?.key;
}

function useAskAgain(changed: number): () => void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (changed > 0) void queries.invalidateQueries({ queryKey: [routes.timeline] });
  }, [changed, queries]);
  return useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => void queries.invalidateQueries({ queryKey: [routes.timeline] }),
      misfitPauseMs,
    );
  }, [queries]);
}

/** An answer with the same stamp keeps the library that is shown, with all that is known of it. */
function sameUntilNewer(older: unknown, newer: unknown): unknown {
  const before = older as Library | undefined;
  return before !== undefined && before.stamp === (newer as Library).stamp ? before : newer;
}
