// Builds the pages that browsers load: apps/web and apps/portal. With --if-changed only what is not built yet from
// exactly these sources. Plain JavaScript: it runs right after the first install.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const onlyIfChanged = process.argv.includes('--if-changed');
const shared = [
  'packages/core/src',
  'packages/protocol/src',
  'packages/destinations/src',
  'package-lock.json',
];

for (const page of ['apps/web', 'apps/portal']) {
  const stamp = join(root, page, 'dist', '.built-from');
  const sources = fingerprint([page, ...shared]);
  if (onlyIfChanged && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) continue;
  console.error(`Building ${page} …`);
  await build({ root: join(root, page), configFile: join(root, page, 'vite.config.ts'), logLevel: 'warn' });
  writeFileSync(stamp, sources);
}

/** One hash over names and contents of all files below these places. */
function fingerprint(places) {
  const hash = createHash('sha256');
  for (const place of places) {
    for (const file of filesOf(place))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)))
        .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(place) {
  const path = join(root, place);
  if (!existsSync(path)) return [];
  const entries = place.includes('.') ? undefined : readdirSync(path, { withFileTypes: true });
  if (!entries) return [place];
  return entries
    .filter(({ name }) => !['dist', 'node_modules', '.tsbuild', 'test'].includes(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesOf(`${place}/${entry.name}`) : [`${place}/${entry.name}`],
    );
}
