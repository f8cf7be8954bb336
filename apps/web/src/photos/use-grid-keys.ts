import { useCallback, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { TimelineLayout } from '../timeline/layout.ts';
import { moved, onItem, rowOfSpot, type Cursor, type Move, type Spot } from '../timeline/moves.ts';
import type { ScrollWindow } from './use-scroll-window.ts';
import type { UsedSelection } from './use-selection.ts';

export interface GridKeys {
  readonly cursor: Cursor;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Moves the one tab stop there, without taking the focus. */
  readonly putCursor: (spot: Spot) => void;
  readonly focusItem: (item: number) => void;
}

export interface KeyedGrid {
  readonly grid: RefObject<HTMLElement | null>;
  readonly layout: TimelineLayout;
  readonly window: ScrollWindow;
  readonly viewHeight: number;
  readonly used: UsedSelection;
  readonly onOpen: (item: number) => void;
  /** Deletes what is selected; this item where nothing is. */
  readonly onDelete: (item: number) => void;
}

const plainMoves: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'row-start',
  End: 'row-end',
  PageUp: 'page-up',
  PageDown: 'page-down',
};
/** Of the view that a page key leaves in sight. */
const pageKeeps = 0.1;

/** One tab stop for the whole grid; arrows move within it, space selects, Enter opens. */
export function useGridKeys(keyed: KeyedGrid): GridKeys {
  const { grid, layout, window, viewHeight, used, onOpen, onDelete } = keyed;
  const [cursor, setCursor] = useState<Cursor>({ spot: { kind: 'item', item: 0 }, x: 0 });
  const current = useRef(cursor);
  const put = useCallback((next: Cursor) => {
    current.current = next;
    setCursor(next);
  }, []);
  const goTo = useCallback(
    (next: Cursor) => {
      flushSync(() => put(next));
      const to = intoView(layout, rowOfSpot(layout, next.spot), { top: window.top(), viewHeight });
      if (to !== undefined) window.showFrom(to);
      focusSpot(grid.current, next.spot);
    },
    [grid, layout, window, viewHeight, put],
  );
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const at = current.current;
      const move = moveOf(event);
      if (move) {
        const next = moved(layout, at, move, viewHeight * (1 - pageKeeps));
        goTo(next);
        if (event.shiftKey) extend(used, at.spot, next.spot);
      } else if (!act(event, at.spot, { used, onOpen, onDelete })) return;
      event.preventDefault();
      event.stopPropagation();
    },
    [layout, viewHeight, goTo, used, onOpen, onDelete],
  );
  const putCursor = useCallback(
    (spot: Spot) => put(spot.kind === 'item' ? onItem(layout, spot.item) : { spot, x: 0 }),
    [layout, put],
  );
  const focusItem = useCallback((item: number) => goTo(onItem(layout, item)), [goTo, layout]);
  return { cursor, onKeyDown, putCursor, focusItem };
}

function moveOf({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): Move | undefined {
  if (altKey) return undefined;
  if (!ctrlKey && !metaKey) return plainMoves[key];
  return key === 'Home' ? 'first' : key === 'End' ? 'last' : undefined;
}

function extend({ selection, select }: UsedSelection, from: Spot, to: Spot): void {
  if (to.kind !== 'item') return;
  select((each) => {
    if (selection.count === 0 && from.kind === 'item') each.anchorAt(from.item);
    each.extendTo(to.item);
  });
}

/** False where the key means nothing here. A heading's own box hears the space key by itself. */
function act(
  event: KeyboardEvent,
  spot: Spot,
  { used: { selection, select }, onOpen, onDelete }: Pick<KeyedGrid, 'used' | 'onOpen' | 'onDelete'>,
): boolean {
  const { key, ctrlKey, metaKey } = event;
  if (key === 'a' && (ctrlKey || metaKey)) select((each) => each.selectAll());
  else if (key === 'Escape' && selection.count > 0) select((each) => each.clear());
  else if (spot.kind !== 'item' || ctrlKey || metaKey) return false;
  else if (key === ' ') select((each) => each.toggle(spot.item));
  else if (key === 'Enter') onOpen(spot.item);
  else if (key === 'Delete') onDelete(spot.item);
  else return false;
  return true;
}

/** Where the view has to begin so that a row is in it; `undefined` where it is. */
function intoView(
  layout: TimelineLayout,
  row: number,
  view: { readonly top: number; readonly viewHeight: number },
): number | undefined {
  const top = layout.top[row] ?? 0;
  const bottom = top + (layout.rowHeight[row] ?? 0);
  const margin = layout.rules.headerHeight;
  if (top - margin < view.top) return top - margin;
  if (bottom + margin > view.top + view.viewHeight) return bottom + margin - view.viewHeight;
  return undefined;
}

function focusSpot(grid: HTMLElement | null, spot: Spot): void {
  const selector =
    spot.kind === 'item' ? `[data-item="${String(spot.item)}"]` : `[data-day="${String(spot.day)}"]`;
  grid?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
}
