import { resolve } from 'node:path';
import { renderUnicodeCompact } from 'uqr';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import { memoryJournal } from '@homeroll/core/sync/memory-journal';
import { markEverything } from '@homeroll/core/sync/marking';
import { memoryItems } from '@homeroll/core/sync/memory-items';
import { runSync } from '@homeroll/core/sync/run-sync';
import { makeShare } from '@homeroll/destinations/own-server/make-share';
import type { Share } from '@homeroll/protocol/shares';
import { UsageTrouble, type Connected } from './connect.ts';
import { nodeHasher } from './node-hasher.ts';
import { jsonReporter } from './progress/json-reporter.ts';
import { SyncTotals } from './progress/sync-totals.ts';
import { terminalReporter } from './progress/terminal-reporter.ts';
import { filesSource } from './sources/files-source.ts';
import { pace } from './pace.ts';
import { systemClock } from './system-clock.ts';
import { destinationOf, exitCodes, labelsOf, withServer, type ServerOptions } from './with-server.ts';

export interface ShareFilesOptions extends ServerOptions {
  readonly files: readonly string[];
  /** Days until the link stops working; without it, never. */
  readonly expiresInDays: number | undefined;
}

/**
 * Brings the files to the server where they are not there yet, and prints one link to all of them, with its QR
 * code. Answers the exit code. A link to a part of the files would look like all of them: none is made then.
 */
export async function shareFiles(options: ShareFilesOptions): Promise<number> {
  return withServer(options, ['upload', 'share'], async (connected) => {
    if (options.files.length === 0) throw new UsageTrouble('Say which files to share.');
    const ids = await bringThere(options, connected);
    if (ids === undefined) return exitCodes.someFailed;
    const { title, expiresInDays } = options;
    const share = await makeShare(connected.connection, {
      items: ids,
      ...(title === undefined || title === '' ? {} : { title }),
      ...(expiresInDays === undefined ? {} : { expiresInDays }),
    }).catch((error: unknown) => {
      if (!(error instanceof DestinationError)) throw error;
      throw new UsageTrouble(
        `The photos are on the server, but the link could not be made: ${error.message}.`,
      );
    });
    print(options, share);
    return exitCodes.done;
  });
}

/**
 * The server's ids of the files; `undefined` where one of them is not there (the reason was told). The journal is
 * a fresh one: an id that was remembered could mean another photo since the server's catalog was rebuilt.
 */
async function bringThere(options: ShareFilesOptions, connected: Connected): Promise<number[] | undefined> {
  const { out, stop, parallel } = options;
  const paths = [...new Set(options.files.map((file) => resolve(file)))];
  const journal = memoryJournal();
  const reporter = !options.json && out.isTTY === true ? terminalReporter(out) : jsonReporter(out);
  const totals = new SyncTotals();
  const ports = {
    source: filesSource(paths),
    destination: destinationOf(connected),
    journal,
    items: memoryItems(),
    clock: systemClock,
    random: Math.random,
    hasher: nodeHasher,
  };
  try {
    const summary = await runSync(ports, {
      // Whoever shares a photo wants it there, even one that was deleted there before.
      marking: markEverything({ type: 'mark-by-hand', ...labelsOf(options) }),
      force: true,
      occasion: 'start',
      largest: connected.account.largestFile,
      device: connected.device,
      parallel,
      ...pace,
      signal: stop,
      report: (event) => {
        totals.see(event);
        reporter.event(event);
      },
    });
    totals.endPass(summary);
    if (!totals.isAllDone) reporter.summary(totals);
    return totals.isAllDone ? await idsOf(journal, paths) : undefined;
  } finally {
    reporter.close();
  }
}

async function idsOf(journal: ReturnType<typeof memoryJournal>, paths: readonly string[]): Promise<number[]> {
  const records = await journal.find(paths);
  const ids = paths.map((path) => Number(records.get(path)?.at(-1)?.remoteId));
  if (ids.every((id) => Number.isSafeInteger(id) && id > 0)) return [...new Set(ids)];
  throw new UsageTrouble(
    'The server has the photos but does not tell what it calls them; this token may not view.',
  );
}

function print({ json, out }: ShareFilesOptions, share: Share): void {
  if (json || out.isTTY !== true) {
    const { url, id, count, expiresAt } = share;
    out.write(`${JSON.stringify({ event: 'shared', url, id, count, expiresAt })}\n`);
    return;
  }
  const until =
    share.expiresAt === null ? '' : `It works until ${new Date(share.expiresAt).toLocaleString('en')}.\n`;
  out.write(`${renderUnicodeCompact(share.url, { border: 4 })}\n${share.url}\n${until}`);
}
