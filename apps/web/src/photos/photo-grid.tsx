import {
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
  type MouseEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { layOut } from '../timeline/layout.ts';
import { rowOfSpot } from '../timeline/moves.ts';
import { useWords } from '../words/words.ts';
import { DateScrubber } from './date-scrubber.tsx';
import { DayHeading } from './day-heading.tsx';
import { gridRules } from './grid-rules.ts';
import { PhotoRow } from './photo-row.tsx';
import type { BoxSize } from './use-box-size.ts';
import { useDragSelect } from './use-drag-select.ts';
import { useGridKeys, type GridKeys } from './use-grid-keys.ts';
import type { ShownLibrary } from './use-library.ts';
import { useScrollWindow, type ScrollWindow } from './use-scroll-window.ts';
import type { UsedSelection } from './use-selection.ts';

export interface GridProps {
  readonly shown: ShownLibrary;
  readonly used: UsedSelection;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly size: BoxSize;
  readonly headHeight: number;
  readonly placeNow: RefObject<((item: number) => number) | undefined>;
  /** Tells which items are in view, when it is worth while to know. */
  readonly onLook: (first: number, end: number) => void;
  readonly onOpen: (item: number) => void;
  readonly onDelete: (item: number) => void;
  /** Filled with what puts the keyboard on a photo. */
  readonly focusItem: RefObject<((item: number) => void) | undefined>;
}

/** All photos by day, of which only the rows in view are in the page. */
export function PhotoGrid(props: GridProps): ReactNode {
  const { shown, used, scroller, size, headHeight, placeNow, onOpen, onDelete } = props;
  const say = useWords('photos');
  const grid = useRef<HTMLDivElement>(null);
  const { timeline } = shown.library;
  const layout = useMemo(() => layOut(timeline, gridRules(size.width)), [timeline, size.width]);
  const viewHeight = size.height;
  const window = useScrollWindow(layout, { scroller, viewHeight, headHeight, placeNow });
  const keys = useGridKeys({ grid, layout, window, viewHeight, used, onOpen, onDelete });
  const { offset } = window.space;
  const pinned = useDragSelect({ grid, scroller, layout, offset, used });
  useLooking(props, window, layout.from);
  useEffect(() => {
    props.focusItem.current = keys.focusItem;
  }, [props.focusItem, keys.focusItem]);
  const kept = [
    rowOfSpot(layout, keys.cursor.spot),
    ...(pinned === undefined ? [] : [layout.rowOf[pinned] ?? 0]),
  ];
  return (
    <>
      <DateScrubber {...{ layout, window, scroller }} days={timeline.days} height={viewHeight} />
      <div
        ref={grid}
        role="grid"
        aria-multiselectable="true"
        aria-rowcount={layout.rows}
        aria-colcount={-1}
        aria-label={say('grid')}
        className="photo-grid"
        data-selecting={used.selection.count > 0 || undefined}
        style={{ height: window.space.contentHeight }}
        onKeyDown={keys.onKeyDown}
        onLoadCapture={({ target }) => (target as HTMLElement).setAttribute('data-loaded', '')}
        onClick={(event) => onClick(event, { used, keys, onOpen, dayFrom: layout.dayFrom })}
      >
        {rowsIn(window, kept, layout.rows).map((row) => (
          <GridRow key={row} {...{ row, layout, shown, used, window, keys }} />
        ))}
      </div>
    </>
  );
}

interface GridRowProps extends Pick<GridProps, 'shown' | 'used'> {
  readonly row: number;
  readonly layout: ReturnType<typeof layOut>;
  readonly window: ScrollWindow;
  readonly keys: GridKeys;
}

function GridRow({ row, layout, shown, used, window, keys }: GridRowProps): ReactNode {
  const { library, months } = shown;
  const known = useSyncExternalStore(months.subscribe, months.version);
  const { spot } = keys.cursor;
  const isHeading = layout.from[row] === layout.from[row + 1];
  const onCursor = rowOfSpot(layout, spot) === row;
  const Row = isHeading ? DayHeading : PhotoRow;
  return (
    <Row
      layout={layout}
      row={row}
      offset={window.space.offset}
      day={library.timeline.days[layout.day[row] ?? 0] ?? 0}
      selection={used.selection}
      months={months}
      catalog={library.catalog}
      calm={window.calm}
      cursor={onCursor ? (spot.kind === 'item' ? spot.item : 'heading') : undefined}
      selected={used.selection.version}
      known={known}
    />
  );
}

/** The rows in view and those that must not leave the page, from the top down. */
function rowsIn({ rows }: ScrollWindow, kept: readonly number[], count: number): readonly number[] {
  const inView = Array.from({ length: rows.end - rows.first }, (_, place) => rows.first + place);
  const outside = kept.filter((row) => row < count && (row < rows.first || row >= rows.end));
  return [...new Set([...inView, ...outside])].sort((one, other) => one - other);
}

/** Facts of the photos in view are fetched when the eye can rest on them. */
function useLooking({ shown, onLook }: GridProps, { rows, calm }: ScrollWindow, from: Uint32Array): void {
  const first = from[rows.first] ?? 0;
  const end = from[rows.end] ?? first;
  useEffect(() => {
    if (!calm || end <= first) return;
    onLook(first, end);
    void shown.months.want(first, end);
  }, [shown, onLook, calm, first, end]);
}

interface Clicked extends Pick<GridProps, 'used' | 'onOpen'> {
  readonly keys: GridKeys;
  readonly dayFrom: Uint32Array;
}

/** A click opens, or selects: at the sign in the corner, with a key held, or once something is selected. */
function onClick(event: MouseEvent, { used, keys, onOpen, dayFrom }: Clicked): void {
  const target = event.target as Element;
  const { selection, select } = used;
  const box = target.closest<HTMLInputElement>('[data-day]');
  if (box) {
    const day = Number(box.dataset['day']);
    keys.putCursor({ kind: 'heading', day });
    select((each) => each.set(dayFrom[day] ?? 0, dayFrom[day + 1] ?? 0, box.checked));
    return;
  }
  const tile = target.closest<HTMLElement>('[data-item]');
  if (!tile) return;
  const item = Number(tile.dataset['item']);
  keys.putCursor({ kind: 'item', item });
  if (event.shiftKey) select((each) => each.extendTo(item));
  else if (selection.count > 0 || event.ctrlKey || event.metaKey || target.closest('.tile-check')) {
    select((each) => each.toggle(item));
  } else onOpen(item);
}
