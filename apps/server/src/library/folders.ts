import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { batched } from './batched.ts';

const keptOpen = 64;
const waitingAtMost = 10_000;

interface OpenFolder {
  readonly handle: Promise<FileHandle>;
  /** One sync at a time; all who wait share the next. */
  readonly sync: () => Promise<unknown>;
}

/**
 * Makes folders and syncs them: a new name in a folder is durable only after the folder itself was synced, and a
 * new folder only after its parent was. Folders in use are kept open, so that a sync is one call, and many new
 * names share it.
 */
export class Folders {
  readonly #root: string;
  readonly #open = new Map<string, OpenFolder>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Makes what is missing of a folder below the root, durably. */
  async ensure(folder: string): Promise<void> {
    if (folder === this.#root || this.#open.has(folder)) return;
    try {
      await mkdir(folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return;
      if (code !== 'ENOENT') throw error;
      await this.ensure(dirname(folder));
      await this.ensure(folder);
      return;
    }
    await this.sync(dirname(folder));
  }

  /** Fulfilled when all names that are in the folder now are on the disk. */
  async sync(folder: string): Promise<void> {
    await this.#opened(folder).sync();
  }

  /** Somebody moved or removed the folder behind our back: look again next time. */
  async forget(folder: string): Promise<void> {
    const known = this.#open.get(folder);
    this.#open.delete(folder);
    if (!known) return;
    // Whoever waits for a sync of it is served first.
    await known.sync().catch(() => undefined);
    await (await known.handle).close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((folder) => this.forget(folder)));
  }

  #opened(folder: string): OpenFolder {
    const known = this.#open.get(folder);
    this.#open.delete(folder);
    const opened = known ?? this.#openFolder(folder);
    this.#open.set(folder, opened);
    const oldest = this.#open.keys().next().value;
    if (this.#open.size > keptOpen && oldest !== undefined) void this.forget(oldest).catch(() => undefined);
    return opened;
  }

  #openFolder(folder: string): OpenFolder {
    const handle = open(folder, 'r');
    handle.catch(() => this.#open.delete(folder));
    const sync = batched<undefined, undefined>(waitingAtMost, async (waiting) => {
      await (await handle).sync();
      return waiting;
    });
    return { handle, sync: () => sync(undefined) };
  }
}
