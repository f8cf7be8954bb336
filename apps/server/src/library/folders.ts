import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

const keptOpen = 64;

/**
 * Makes folders and syncs them: a new name in a folder is durable only after the folder itself was synced, and a
 * new folder only after its parent was. Folders in use are kept open, so that a sync is one call.
 */
export class Folders {
  readonly #root: string;
  readonly #open = new Map<string, Promise<FileHandle>>();

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

  /** Fulfilled when all names in the folder are on the disk. */
  async sync(folder: string): Promise<void> {
    const handle = await this.#handle(folder);
    await handle.sync();
  }

  /** Somebody moved or removed the folder behind our back: look again next time. */
  async forget(folder: string): Promise<void> {
    const handle = this.#open.get(folder);
    this.#open.delete(folder);
    await (await handle)?.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((folder) => this.forget(folder)));
  }

  async #handle(folder: string): Promise<FileHandle> {
    const known = this.#open.get(folder);
    if (known) {
      this.#open.delete(folder);
      this.#open.set(folder, known);
      return known;
    }
    const opening = open(folder, 'r');
    this.#open.set(folder, opening);
    opening.catch(() => this.#open.delete(folder));
    const oldest = this.#open.keys().next().value;
    if (this.#open.size > keptOpen && oldest !== undefined && oldest !== folder) await this.forget(oldest);
    return opening;
  }
}
