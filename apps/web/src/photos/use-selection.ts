import { useCallback, useMemo, useReducer, useState } from 'react';
import { Selection } from '../timeline/selection.ts';

export interface UsedSelection {
  readonly selection: Selection;
  /** Changes the selection and draws what shows it. */
  readonly select: (change: (selection: Selection) => void) => void;
}

export function useSelection(): UsedSelection {
  const [selection] = useState(() => new Selection(0));
  const [version, changed] = useReducer(() => selection.version, selection.version);
  const select = useCallback(
    (change: (selection: Selection) => void) => {
      change(selection);
      changed();
    },
    [selection],
  );
  return useMemo(() => ({ selection, select, version }), [selection, select, version]);
}
