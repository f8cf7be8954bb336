// Puts what `npm run bench -- --json FILE` measured into a document, between its two marks, so that no figure is typed
// by hand. node bench/write-figures.ts DOCUMENT FILE.json …
import { readFileSync, writeFileSync } from 'node:fs';
import type { Finding } from './finding.ts';
import { findingsTable } from './print-findings.ts';

interface Measured {
  readonly date: string;
  readonly commit: string;
  readonly quick: boolean;
  readonly node: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  /** Processes that wanted to run in the minute before, on average. */
  readonly load: number;
  readonly findings: readonly Finding[];
}

const marks = {
  begin: '<!-- figures: written by bench/write-figures.ts -->',
  end: '<!-- end of figures -->',
};

const [document = '', ...files] = process.argv.slice(2);
const measured = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Measured);
const text = readFileSync(document, 'utf8');
const [before, after] = [text.indexOf(marks.begin), text.indexOf(marks.end)];
if (before < 0 || after < before) throw new Error(`${document} has not both marks of the figures`);
const written = [
  marks.begin,
  '',
  circumstances(),
  '',
  findingsTable(measured.flatMap(({ findings }) => findings)),
  '',
];
writeFileSync(document, text.slice(0, before) + written.join('\n') + '\n' + text.slice(after));

function circumstances(): string {
  const all = (value: (one: Measured) => string | number): string =>
    [...new Set(measured.map(value))].join(', ');
  const loads = measured.map(({ load }) => load);
  return [
    `Measured on ${all(({ date }) => date)} at ${all(({ commit }) => commit)},`,
    `Node ${all(({ node }) => node.slice(1))}, ${all(({ cores }) => cores)} cores,`,
    `${all(({ memoryGigabytes }) => memoryGigabytes)} GB of memory.`,
    `Load of the machine when a row began: ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}`,
    `(${all(({ cores }) => cores)} would be all of the machine).`,
    ...(measured.some(({ quick }) => quick) ? ['Some rows were measured with --quick.'] : []),
  ].join(' ');
}
