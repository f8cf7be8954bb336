import { type Figure, type Finding, isMet, median, ratio, type Want } from './finding.ts';

/** The table as it is printed and as it stands in docs/performance.md. */
export function findingsTable(findings: readonly Finding[]): string {
  const head = ['row', 'work', 'ours', 'peer', 'its', 'ours ÷ peer', 'wanted', ''];
  const rows = findings.map((finding) => {
    const { row, work, ours, peer, want } = finding;
    const measured = ratio(finding);
    return [
      row,
      work,
      inWords(ours),
      peer?.name ?? '–',
      peer === undefined ? '–' : peer.figure ? inWords(peer.figure) : 'peer not here',
      measured === undefined ? '–' : measured.toFixed(2),
      wantInWords(want, peer ? '×' : ours.unit),
      { true: 'met', false: '**missed**', undefined: 'told' }[String(isMet(finding)) as 'true'],
    ];
  });
  return aligned([head, ...rows]);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_head, column) => Math.max(...rows.map((row) => row[column]!.length), 3));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join('\n');
}

function inWords({ unit, values }: Figure): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range = values.length > 1 ? ` (${short(least)}–${short(most)})` : '';
  return `${short(median(values))} ${unit}${range}`;
}

function short(value: number): string {
  if (value === 0) return '0';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

function wantInWords(want: Want | undefined, unit: string): string {
  if (want === undefined) return '–';
  const [sign, value] = want.atLeast === undefined ? ['≤', want.atMost ?? Number.NaN] : ['≥', want.atLeast];
  return `${sign} ${short(value)} ${unit}`;
}
