import { close, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';

const syncFile = promisify(fdatasync);

/**
 * SQLite's write-ahead log, synced away from the main thread: with `synchronous=FULL` SQLite itself waits for the
 * disk inside `commit`, and nothing else happens meanwhile, a millisecond or more for every group of uploads. So these
 * commits only write, as with `synchronous=NORMAL`, and the log is synced by a thread of the pool. That is the
 * same promise: in WAL mode a commit is durable when its frames in the log are (https://sqlite.org/wal.html).
 * SQLite keeps its locks in other files, so a second descriptor of the log does them no harm.
 */
export class WriteAheadLog {
  readonly #database: DatabaseSync;
  #file: number | undefined;
  #underWay: Promise<void> = Promise.resolve();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Runs a transaction that is durable only after the next `sync`. */
  withoutSync<Result>(transaction: () => Result): Result {
    this.#database.exec('pragma synchronous = normal');
    try {
      return transaction();
    } finally {
      this.#database.exec('pragma synchronous = full');
    }
  }

  /** Fulfilled when everything that was committed before is on the disk. */
  sync(): Promise<void> {
    const path = this.#database.location();
    if (path === null) return Promise.resolve();
    this.#file ??= openSync(`${path}-wal`, 'r+');
    const syncing = syncFile(this.#file);
    this.#underWay = Promise.allSettled([this.#underWay, syncing]).then(() => undefined);
    return syncing;
  }

  /** Fulfilled, also after failures, when no sync that was begun is under way any more. */
  settled(): Promise<void> {
    return this.#underWay;
  }

  /** Before the database is closed. */
  async close(): Promise<void> {
    await this.#underWay;
    if (this.#file !== undefined) await promisify(close)(this.#file);
    this.#file = undefined;
  }
}
