import { memo, useState, type CSSProperties, type FunctionComponent, type ReactNode } from 'react';
import { routes } from '@homeroll/protocol/routes';
import type { Selection } from '../timeline/selection.ts';
import { isOutOfShape, type TimelineLayout } from '../timeline/layout.ts';
import { useLanguage, useWords } from '../words/words.ts';
import { dayInWords } from './day-words.ts';
import type { MonthStore } from './month-store.ts';
import { tileOf, type Tile } from './tile.ts';

export interface RowProps {
  readonly layout: TimelineLayout;
  readonly row: number;
  /** Pixels to draw higher by than the layout says (see `ScrollSpace`). */
  readonly offset: number;
  readonly day: number;
  readonly selection: Selection;
  readonly months: MonthStore;
  readonly catalog: string;
  /** Pictures may be asked for. */
  readonly calm: boolean;
  /** The item or heading that the keyboard is on, where it is in this row. */
  readonly cursor: number | 'heading' | undefined;
  /** Both only so that the row is drawn anew when what they count has changed. */
  readonly selected: number;
  readonly known: number;
}

/** One row of photos. Its clicks and keys are heard by the grid, which knows tiles by `data-item`. */
export const PhotoRow: FunctionComponent<RowProps> = memo(function PhotoRow(props: RowProps): ReactNode {
  const { layout, row, offset, day, months, catalog, calm, cursor, selection } = props;
  const say = useWords('photos');
  const language = useLanguage();
  const [pictures, setPictures] = useState(calm);
  if (calm && !pictures) setPictures(true);
  const dayWords = dayInWords(day, language);
  const tiles: ReactNode[] = [];
  for (let item = layout.from[row] ?? 0; item < (layout.from[row + 1] ?? 0); item += 1) {
    const tile = tileOf(months.factsOf(item), { say, language, dayWords });
    tiles.push(
      <div
        key={item}
        role="gridcell"
        className="tile"
        data-item={item}
        data-whole={isOutOfShape(layout, item) || undefined}
        aria-label={tile.label}
        aria-selected={selection.has(item)}
        aria-colindex={item - (layout.from[row] ?? 0) + 1}
        tabIndex={cursor === item ? 0 : -1}
        style={tileStyle(layout, item, tile)}
      >
        {pictures && tile.id !== undefined && (
          <img className="tile-picture" src={routes.thumb(tile.id, catalog)} alt="" draggable={false} />
        )}
        <span className="tile-check" />
        {tile.length !== undefined && <span className="tile-length">{tile.length}</span>}
      </div>,
    );
  }
  return (
    <div role="row" className="photo-row" aria-rowindex={row + 1} style={rowStyle(layout, row, offset)}>
      {tiles}
    </div>
  );
});

export function rowStyle(layout: TimelineLayout, row: number, offset: number): CSSProperties {
  const top = (layout.top[row] ?? 0) - offset;
  return { transform: `translateY(${String(top)}px)`, height: layout.rowHeight[row] ?? 0 };
}

function tileStyle(layout: TimelineLayout, item: number, { colour }: Tile): CSSProperties {
  return {
    left: layout.x[item] ?? 0,
    width: layout.itemWidth[item] ?? 0,
    ...(colour === undefined ? {} : { backgroundColor: colour }),
  };
}
