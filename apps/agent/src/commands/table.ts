import { printable } from '../progress/printable.ts';

const segmenter = new Intl.Segmenter();

/** Rows under each other, each column as wide as its widest cell; a column of figures is written to the right. */
export function table(
  rows: readonly (readonly string[])[],
  figures: readonly number[] = [],
): readonly string[] {
  const shown = rows.map((row) => row.map(printable));
  const columns = Math.max(0, ...shown.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...shown.map((row) => widthOf(row[column] ?? ''))),
  );
  return shown.map((row) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
        return figures.includes(column) ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Signs that are seen, as far as that can be told without the font. */
function widthOf(text: string): number {
  return [...segmenter.segment(text)].length;
}
