import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { TimelineLayout } from '../timeline/layout.ts';
import { itemNear } from '../timeline/visible-rows.ts';
import { listenForDrags } from './drag-select.ts';
import type { UsedSelection } from './use-selection.ts';

export interface DraggedGrid {
  readonly grid: RefObject<HTMLElement | null>;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly layout: TimelineLayout;
  readonly offset: number;
  readonly used: UsedSelection;
}

/**
 * Lets photos be selected by dragging. Returns the photo that the drag began on: its row has to stay in the page, for
 * a touch whose element goes away never ends.
 */
export function useDragSelect(dragged: DraggedGrid): number | undefined {
  const { grid, scroller } = dragged;
  const [pinned, setPinned] = useState<number>();
  const now = useRef(dragged);
  useLayoutEffect(() => {
    now.current = dragged;
  });
  useEffect(() => {
    const elements = { grid: grid.current, scroller: scroller.current };
    if (!elements.grid || !elements.scroller) return undefined;
    return listenForDrags({
      grid: elements.grid,
      scroller: elements.scroller,
      itemAt: (x, y) => itemUnder(now.current, x, y),
      mouseSelects: (target) =>
        target.closest('.tile-check') !== null || now.current.used.selection.count > 0,
      begin: (item) => {
        setPinned(item);
        now.current.used.select((selection) => {
          selection.anchorAt(item);
          selection.extendTo(item);
        });
      },
      extend: (item) => now.current.used.select((selection) => selection.extendTo(item)),
      end: () => setPinned(undefined),
    });
  }, [grid, scroller]);
  return pinned;
}

function itemUnder(
  { grid, layout, offset }: DraggedGrid,
  clientX: number,
  clientY: number,
): number | undefined {
  const box = grid.current?.getBoundingClientRect();
  return box && itemNear(layout, clientX - box.left, clientY - box.top + offset);
}
