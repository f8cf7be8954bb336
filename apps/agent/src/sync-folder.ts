import type { Connected } from './connect.ts';
import { openItems, openJournal } from './journal/open-journal.ts';
import type { SqliteItems } from './journal/sqlite-items.ts';
import type { SqliteJournal } from './journal/sqlite-journal.ts';
import { jsonReporter } from './progress/json-reporter.ts';
import { terminalReporter } from './progress/terminal-reporter.ts';
import { syncAndWatch, syncOnce } from './run-passes.ts';
import { folderAt } from './sources/folder-at.ts';
import { destinationOf, exitCodes, labelsOf, withServer, type ServerOptions } from './with-server.ts';

export interface SyncFolderOptions extends ServerOptions {
  readonly folder: string;
  /** Send what is there and end; else go on watching until told to stop. */
  readonly once: boolean;
  /** Seconds a file must have stood still. */
  readonly settleSeconds: number;
  /** Milliseconds between two looks at everything while watching; 15 minutes. */
  readonly rescanEvery?: number;
}

/** Sends a folder's photos and videos. Answers the exit code; what went wrong was said in words. */
export async function syncFolder(options: SyncFolderOptions): Promise<number> {
  return withServer(options, ['upload'], async (connected) => {
    const root = folderAt(options.folder);
    const { address } = connected.connection;
    const { user } = connected.account;
    const { stateFolder } = options;
    const journal = openJournal({ stateFolder, address, user, roots: [root] });
    const items = openItems(stateFolder);
    try {
      return await send({ options, root, connected, journal, items });
    } finally {
      journal.close();
      items.close();
    }
  });
}

interface Ready {
  readonly options: SyncFolderOptions;
  readonly root: string;
  readonly connected: Connected;
  readonly journal: SqliteJournal;
  readonly items: SqliteItems;
}

async function send({ options, root, connected, journal, items }: Ready): Promise<number> {
  const { out, once, stop, parallel, settleSeconds, rescanEvery = 15 * 60_000 } = options;
  const reporter = !options.json && out.isTTY === true ? terminalReporter(out) : jsonReporter(out);
  try {
    const totals = await (once ? syncOnce : syncAndWatch)({
      root,
      journal,
      items,
      destination: destinationOf(connected),
      labels: labelsOf(options),
      device: connected.device,
      largest: connected.account.largestFile,
      parallel,
      stableFor: settleSeconds * 1000,
      rescanEvery,
      reporter,
      signal: stop,
    });
    reporter.summary(totals);
    return totals.isAllDone ? exitCodes.done : exitCodes.someFailed;
  } finally {
    reporter.close();
  }
}
