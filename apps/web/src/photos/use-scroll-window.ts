import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { TimelineLayout } from '../timeline/layout.ts';
import { nearEnd, scrollSpace, showing, type ScrollSpace } from '../timeline/scroll-space.ts';
import { itemNear, rowsBetween, type RowSpan } from '../timeline/visible-rows.ts';

/** What the scrolled box shows now. */
export interface ScrollWindow {
  readonly rows: RowSpan;
  readonly space: ScrollSpace;
  /** False while rows rush past: then no picture is asked for. */
  readonly calm: boolean;
  /** The top of the view, pixels of the layout. Negative while the page's head is in view. */
  readonly top: () => number;
  readonly showFrom: (y: number) => void;
}

interface Place {
  readonly item: number;
  /** How far the view begins below the top of the item's row. */
  readonly below: number;
}

export interface Scrolled {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly viewHeight: number;
  /** Height of what stands above the rows in the same scrolled box. */
  readonly headHeight: number;
  /** Where an item of the former layout is in a newer library; used once. */
  readonly placeNow: RefObject<((item: number) => number) | undefined>;
}

/** Room below the last row, for the bar that stands over the grid. */
const tailHeight = 96;
const overscanScreens = 0.5;
const rushScreensPerSecond = 4;
const calmAfterMs = 90;

/** Keeps the rows that are rendered in step with scrolling, and the view on the same photo when the layout changes. */
export function useScrollWindow(layout: TimelineLayout, scrolled: Scrolled): ScrollWindow {
  const { scroller, viewHeight, headHeight, placeNow } = scrolled;
  const [space, setSpace] = useState(() => scrollSpace(layout.height + tailHeight, viewHeight));
  const [rows, setRows] = useState<RowSpan>(() => spanAt(layout, 0, viewHeight));
  const held = useRef({ space, place: undefined as Place | undefined });
  const { calm, noteScroll } = useCalm(viewHeight);

  const top = useCallback(
    () => (scroller.current?.scrollTop ?? 0) - headHeight + held.current.space.offset,
    [scroller, headHeight],
  );
  const update = useCallback(() => {
    const y = top();
    held.current.place = placeAt(layout, y);
    const next = spanAt(layout, y, viewHeight);
    setRows((last) => (last.first === next.first && last.end === next.end ? last : next));
  }, [layout, viewHeight, top]);
  const move = useCallback(
    (from: ScrollSpace, y: number) => {
      const shown = showing(from, y);
      held.current.space = shown.space;
      setSpace(shown.space);
      return shown.scrollTop + headHeight;
    },
    [headHeight],
  );
  const showFrom = useCallback(
    (y: number) => {
      let scrollTop = 0;
      flushSync(() => (scrollTop = move(held.current.space, y)));
      scroller.current?.scrollTo({ top: y <= 0 ? 0 : scrollTop, behavior: 'instant' });
      flushSync(update);
    },
    [move, scroller, update],
  );

  useLayoutEffect(() => {
    const place = placeIn(layout, held.current.place, placeNow);
    const grown = scrollSpace(layout.height + tailHeight, viewHeight, held.current.space.offset);
    const scrollTop = move(grown, place ? yOf(layout, place) : 0);
    if (place) scroller.current?.scrollTo({ top: scrollTop, behavior: 'instant' });
    update();
  }, [layout, viewHeight, move, placeNow, scroller, update]);

  useScrollOf(scroller, (scrollTop) => {
    noteScroll(scrollTop);
    if (nearEnd(held.current.space, scrollTop - headHeight)) showFrom(top());
    else flushSync(update);
  });
  return { rows: clamped(rows, layout), space, calm, top, showFrom };
}

function useScrollOf(scroller: RefObject<HTMLElement | null>, onScroll: (scrollTop: number) => void): void {
  const heard = useRef(onScroll);
  useLayoutEffect(() => {
    heard.current = onScroll;
  });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const listener = (): void => heard.current(element.scrollTop);
    element.addEventListener('scroll', listener, { passive: true });
    return () => element.removeEventListener('scroll', listener);
  }, [scroller]);
}

/** Tells rushing from reading by the distance between two scroll events. */
function useCalm(viewHeight: number): { readonly calm: boolean; readonly noteScroll: (top: number) => void } {
  const [calm, setCalm] = useState(true);
  const last = useRef({ top: 0, at: 0, timer: undefined as ReturnType<typeof setTimeout> | undefined });
  const noteScroll = useCallback(
    (top: number) => {
      const at = performance.now();
      const seconds = Math.max(0.001, (at - last.current.at) / 1000);
      const rushing = Math.abs(top - last.current.top) / seconds > rushScreensPerSecond * viewHeight;
      last.current.top = top;
      last.current.at = at;
      if (rushing) setCalm(false);
      clearTimeout(last.current.timer);
      last.current.timer = setTimeout(() => setCalm(true), calmAfterMs);
    },
    [viewHeight],
  );
  return { calm, noteScroll };
}

function spanAt(layout: TimelineLayout, y: number, viewHeight: number): RowSpan {
  const over = viewHeight * overscanScreens;
  return rowsBetween(layout, y - over, y + viewHeight + over);
}

/** For the one rendering in which the rows are still those of the former layout. */
function clamped(rows: RowSpan, { rows: count }: TimelineLayout): RowSpan {
  return { first: Math.min(rows.first, Math.max(0, count - 1)), end: Math.min(rows.end, count) };
}

/** `undefined` at the very top: there new photos push the view down instead of hiding above it. */
function placeAt(layout: TimelineLayout, y: number): Place | undefined {
  const item = y <= 0 ? undefined : itemNear(layout, 0, y);
  if (item === undefined) return undefined;
  return { item, below: y - (layout.top[layout.rowOf[item] ?? 0] ?? 0) };
}

/** The same photo in the layout that is new. */
function placeIn(
  layout: TimelineLayout,
  place: Place | undefined,
  placeNow: Scrolled['placeNow'],
): Place | undefined {
  const moved = place && (placeNow.current?.(place.item) ?? place.item);
  placeNow.current = undefined;
  if (place === undefined || moved === undefined || layout.items === 0) return undefined;
  return { item: Math.min(moved, layout.items - 1), below: place.below };
}

function yOf(layout: TimelineLayout, { item, below }: Place): number {
  return (layout.top[layout.rowOf[item] ?? 0] ?? 0) + below;
}
