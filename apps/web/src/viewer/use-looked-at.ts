import { useCallback, useState } from 'react';
import type { ShownLibrary } from '../photos/use-library.ts';

export interface LookedAt {
  readonly shown: ShownLibrary;
  /** Place in it to begin with. */
  readonly from: number;
  /** Goes over to the next library that comes, at this place; one where the photo `gone` is still there is passed by. */
  readonly move: (place: number, gone?: number) => void;
}

/** The library as it was when the viewer was opened: photos that arrive meanwhile must not move the one in view. */
export function useLookedAt(newest: ShownLibrary, first: number): LookedAt {
  const [looked, setLooked] = useState({ shown: newest, from: first });
  const [awaited, setAwaited] = useState<{ readonly place: number; readonly gone: number | undefined }>();
  const count = newest.library.timeline.ratios.length;
  const isNewer = newest.library !== looked.shown.library;
  if (awaited && isNewer && count > 0) {
    const { place, gone } = awaited;
    const isStale = gone !== undefined && newest.months.factsOf(place)?.id === gone;
    if (!isStale) {
      setLooked({ shown: newest, from: Math.min(place, count - 1) });
      setAwaited(undefined);
    }
  }
  const move = useCallback((place: number, gone?: number) => setAwaited({ place, gone }), []);
  return { ...looked, move };
}
