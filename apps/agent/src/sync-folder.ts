import { realpathSync, statSync } from 'node:fs';
import { ownServerDestination } from '@homeroll/destinations/own-server/own-server-destination';
import { patient } from '@homeroll/destinations/wrappers/patient';
import { connect, ConnectError, type Connected } from './connect.ts';
import { openJournal } from './journal/open-journal.ts';
import type { SqliteJournal } from './journal/sqlite-journal.ts';
import { jsonReporter } from './progress/json-reporter.ts';
import type { Output } from './progress/output.ts';
import { terminalReporter } from './progress/terminal-reporter.ts';
import { stopSignal } from './stop-signal.ts';
import { syncAndWatch, syncOnce } from './run-passes.ts';
import { systemClock } from './system-clock.ts';

export interface SyncFolderOptions {
  readonly folder: string;
  /** `https://photos.example.org` */
  readonly serverUrl: string;
  readonly token: string;
  /** Given to every photo that is sent. */
  readonly title?: string;
  readonly tags?: readonly string[];
  /** Send what is there and end; else go on watching until told to stop. */
  readonly once?: boolean;
  /** JSON lines even on a terminal. */
  readonly json?: boolean;
  /** Where the journals lie; made where it is missing. */
  readonly stateFolder: string;
  /** Files sent at a time; 8. */
  readonly parallel?: number;
  /** Milliseconds a file must have stood still; 2000. */
  readonly stableFor?: number;
  /** Milliseconds between two looks at everything while watching; 15 minutes. */
  readonly rescanEvery?: number;
  readonly output: Output;
  readonly errors: Output;
  /** Stops cleanly; without it SIGINT and SIGTERM do. */
  readonly signal?: AbortSignal;
}

/** Exit codes: everything is on the server; some of it is not; nothing could be tried. */
export const exitCodes = { done: 0, someFailed: 1, wrongUse: 2 } as const;

/** Sends a folder's photos and videos. Answers the exit code; what went wrong was said in words. */
export async function syncFolder(options: SyncFolderOptions): Promise<number> {
  const parallel = options.parallel ?? 8;
  const root = folderAt(options.folder);
  if (root === undefined) {
    options.errors.write(`There is no folder “${options.folder}” that can be read.\n`);
    return exitCodes.wrongUse;
  }
  let connected: Connected | undefined;
  let journal: SqliteJournal | undefined;
  try {
    const { serverUrl, token } = options;
    connected = await connect({ serverUrl, token, needs: ['upload'], connections: parallel + 2 });
    const { connection, account } = connected;
    const { stateFolder } = options;
    journal = openJournal({ stateFolder, address: connection.address, user: account.user, root });
    return await send({ options, root, connected, journal, parallel });
  } catch (error) {
    if (!(error instanceof ConnectError) && !isJournalTrouble(error)) throw error;
    options.errors.write(`${error.message}\n`);
    return exitCodes.wrongUse;
  } finally {
    journal?.close();
    connected?.close();
  }
}

interface Ready {
  readonly options: SyncFolderOptions;
  readonly root: string;
  readonly connected: Connected;
  readonly journal: SqliteJournal;
  readonly parallel: number;
}

async function send({ options, root, connected, journal, parallel }: Ready): Promise<number> {
  const { output, once = false, stableFor = 2000, rescanEvery = 15 * 60_000 } = options;
  const isForPeople = !options.json && output.isTTY === true;
  const reporter = isForPeople ? terminalReporter(output) : jsonReporter(output);
  const stop = options.signal === undefined ? stopSignal() : { signal: options.signal, end: () => undefined };
  try {
    const destination = ownServerDestination(connected.connection, { name: connected.name });
    const { title, tags } = options;
    const totals = await (once ? syncOnce : syncAndWatch)({
      root,
      journal,
      destination: patient(destination, systemClock),
      labels: { ...(title ? { title } : {}), ...(tags && tags.length > 0 ? { tags } : {}) },
      device: connected.device,
      largest: connected.account.largestFile,
      parallel,
      stableFor,
      rescanEvery,
      reporter,
      signal: stop.signal,
    });
    reporter.summary(totals);
    return totals.isAllDone ? exitCodes.done : exitCodes.someFailed;
  } finally {
    stop.end();
    reporter.close();
  }
}

/** The folder's own path without links in it; `undefined` for what is no readable folder. */
function folderAt(folder: string): string | undefined {
  try {
    const path = realpathSync(folder);
    return statSync(path).isDirectory() ? path : undefined;
  } catch {
    return undefined;
  }
}

/** A state folder that cannot be made, or a journal that cannot be opened or written. */
function isJournalTrouble(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return (
    error.code === 'ERR_SQLITE_ERROR' || ['EACCES', 'EROFS', 'ENOSPC', 'ENOTDIR'].includes(String(error.code))
  );
}
