// `npm run coverage-list`: writes docs/coverage.md, which test shows which point of the checklist.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { checklist } from './checklist.ts';

const root = join(import.meta.dirname, '..');
export const coveragePath: string = join(root, 'docs', 'coverage.md');

/** A test, by its title without the numbers that it begins with. */
interface Shown {
  readonly numbers: readonly string[];
  readonly title: string;
  readonly file: string;
}

/** Points that no test names. */
export function holes(): readonly string[] {
  const named = new Set(allShown().flatMap(({ numbers }) => numbers));
  return Object.keys(checklist).filter((number) => !named.has(number));
}

export function coverageText(): string {
  const shown = allShown();
  const rows = Object.entries(checklist).map(([number, words]) => {
    const tests = shown.filter(({ numbers }) => numbers.includes(number));
    const lines = tests.map(({ title, file }) => `- ${title} (\`${file}\`)`);
    return `## ${number}: ${words}\n\n${lines.join('\n')}\n`;
  });
  return `# What tests show of the booth, the portal and the relay

Made by \`npm run coverage-list\` from the titles of tests; a test holds that no point is without one.

${rows.join('\n')}`;
}

function allShown(): readonly Shown[] {
  return testFiles()
    .flatMap((file) => titlesIn(file))
    .sort((one, other) => (one.file < other.file ? -1 : one.file > other.file ? 1 : 0));
}

/** `B1, B3 to B5: …`, with or without the colon. */
const titles = /(['"`])(B\d+a?(?:(?:, | to )B\d+a?)*):? ((?:(?!\1)[^\\\n]|\\.)+)\1/g;

/** Texts that begin with numbers of the checklist, as titles of tests do. */
function titlesIn(path: string): readonly Shown[] {
  const file = relative(root, path).split(sep).join('/');
  const found = readFileSync(path, 'utf8').matchAll(titles);
  return [...found].map(([, , numbers = '', title = '']) => ({
    numbers: numbers.split(', ').flatMap(withRange),
    title: title.replace(/\\(.)/g, '$1').replace(/[%$](?:s|j|\w+)/g, '…'),
    file,
  }));
}

/** `B3 to B5` is three numbers. */
function withRange(part: string): readonly string[] {
  const all = Object.keys(checklist);
  const [from = '', to = from] = part.split(' to ');
  return all.slice(all.indexOf(from), all.indexOf(to) + 1);
}

function testFiles(): readonly string[] {
  const places = [
    'e2e',
    ...['packages', 'apps'].flatMap((group) =>
      readdirSync(join(root, group)).map((each) => `${group}/${each}/test`),
    ),
  ];
  return places.flatMap((place) => filesBelow(join(root, place)));
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' });
  return entries
    .filter((entry) => entry.isFile() && /\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

if (process.argv[1] === import.meta.filename) writeFileSync(coveragePath, coverageText());
