import { memo, type FunctionComponent, type ReactNode } from 'react';
import { useLanguage, useWords } from '../words/words.ts';
import { dayInWords } from './day-words.ts';
import { rowStyle, type RowProps } from './photo-row.tsx';

/** The heading of a day, with a box that selects all of it. */
export const DayHeading: FunctionComponent<RowProps> = memo(function DayHeading(props: RowProps): ReactNode {
  const { layout, row, offset, day, selection, months, cursor } = props;
  const say = useWords('photos');
  const words = dayInWords(day, useLanguage());
  const place = layout.day[row] ?? 0;
  const first = layout.dayFrom[place] ?? 0;
  const end = layout.dayFrom[place + 1] ?? first;
  const selected = selection.countIn(first, end);
  const title = months.factsOf(first)?.dayTitle;
  return (
    <div role="row" className="day-row" aria-rowindex={row + 1} style={rowStyle(layout, row, offset)}>
      <div role="rowheader" className="day-heading">
        <label>
          <input
            type="checkbox"
            className="day-check"
            data-day={place}
            aria-label={say('whole-day', { day: words })}
            checked={selected === end - first}
            ref={(box) => {
              if (box) box.indeterminate = selected > 0 && selected < end - first;
            }}
            onChange={nothing}
            tabIndex={cursor === 'heading' ? 0 : -1}
          />
          <span aria-hidden="true">{words}</span>
          {title !== undefined && <span className="day-title">{title}</span>}
        </label>
      </div>
    </div>
  );
});

/** The grid hears the change; React only wants to know that somebody does. */
function nothing(): void {
  return undefined;
}
