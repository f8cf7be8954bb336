import { openDataFolder } from '@homeroll/server/library/data-folder';
import { rebuildCatalog } from '@homeroll/server/library/rebuild';
import {
  isClean,
  verifyLibrary,
  type LibraryReport,
  type VerifyParts,
} from '@homeroll/server/library/verify';
import { zoneOf } from '@homeroll/core/photo/time-zone';
import type { CommandContext } from '../command-context.ts';
import type { Values } from '@homeroll/options/option';
import type { verifyOptions } from '../options.ts';
import { withCatalog } from './open-accounts.ts';

/** 0: all is as it should be. 1: something is not, and was named. */
export async function verify(
  values: Values<typeof verifyOptions>,
  { stop }: CommandContext,
): Promise<number> {
  const data = await openDataFolder(values.data);
  return withCatalog(values, async (catalog) => {
    const parts = { data, catalog, stop, progress: progressLine() };
    if (values.rebuild) await rebuild(parts, values);
    const report = await verifyLibrary(parts);
    if (values.json)
      console.log(JSON.stringify({ ...report, clean: isClean(report), stopped: stop.aborted }));
    else tell(report);
    return isClean(report) && !stop.aborted ? 0 : 1;
  });
}

async function rebuild(parts: VerifyParts, values: Values<typeof verifyOptions>): Promise<void> {
  const rebuilt = await rebuildCatalog(parts, zoneOf(values['time-zone']));
  if (values.json) {
    console.log(JSON.stringify(rebuilt));
    return;
  }
  console.log(`${String(rebuilt.added)} photos and videos are in the catalog again.`);
  if (rebuilt.inTrash > 0) console.log(`${String(rebuilt.inTrash)} more lie in the trash.`);
  console.log(`${String(rebuilt.events)} events and ${String(rebuilt.tags)} tags are on their lists.`);
  for (const words of rebuilt.unreadable) console.log(words);
  for (const name of rebuilt.newUsers) {
    console.log(`The folder ${name} had no user; ${name} can sign in after: homeroll user add ${name}`);
  }
}

function tell(report: LibraryReport): void {
  console.log(`${String(report.compared)} files compared with the catalog.`);
  const kinds = [
    ['missing', 'in the catalog, but not on the disk'],
    ['changed', 'not the bytes that were acknowledged'],
    ['unknown', 'on the disk, but not in the catalog (homeroll verify --rebuild takes photos in)'],
    ['halfWritten', 'begun and never finished (removed at the next start)'],
  ] as const;
  for (const [kind, words] of kinds) {
    if (report[kind].length === 0) continue;
    console.log(`\n${String(report[kind].length)} ${words}:`);
    for (const path of report[kind]) console.log(`  ${path}`);
  }
  if (isClean(report)) console.log('All is as it should be.');
}

/** On a terminal, one line that counts up; else nothing. */
function progressLine(): (done: number, all: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (done, all) => {
    process.stderr.write(done === all ? '\r\x1b[K' : `\rReading ${String(done)} of ${String(all)} …`);
  };
}
