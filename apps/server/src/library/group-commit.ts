import { link, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { numberedPath, pathKey } from '@homeroll/core/filing/clean-name';
import type { MediaReceipt } from '@homeroll/protocol/media-receipt';
import type { Items } from '../catalog/items.ts';
import type { NewItem } from '../catalog/item-row.ts';
import { diskRefusal, Refusal } from '../refusal.ts';
import type { WholeFile } from './arrival.ts';
import { inside } from './data-folder.ts';
import type { Folders } from './folders.ts';

export interface CommitParts {
  readonly items: Items;
  readonly library: string;
  readonly folders: Folders;
  /** The row that a file shall have, with the path that the template wants. */
  readonly wanted: (file: WholeFile) => NewItem;
  /** Told after the commit, once per group, on which days (since 1970) there is something new. */
  readonly added: (days: ReadonlySet<number>) => void;
}

interface Waiting {
  readonly file: WholeFile;
  readonly resolve: (receipt: MediaReceipt) => void;
  readonly reject: (error: unknown) => void;
}

interface Placed extends Waiting {
  readonly row: NewItem;
  readonly absolute: string;
}

const mostAtOnce = 64;

/**
 * The one door into the library. Whole, durable files come in; each is linked to its final name, the folders are
 * synced, the rows are committed, and only then are their senders answered. What arrives meanwhile is the next
 * group, so that many uploads share a folder sync and a transaction.
 *
 * The temporary name stays until after the commit: a final name without a row still has its twin in `incoming/`,
 * by which the next start knows it and takes it back (recover.ts). A failed commit takes the final names back.
 */
export class GroupCommit {
  readonly #parts: CommitParts;
  readonly #numbers = new Map<string, number>();
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(parts: CommitParts) {
    this.#parts = parts;
  }

  /** Fulfilled when the file is durable under its final name and in the catalog, or known to be there already. */
  commit(file: WholeFile): Promise<MediaReceipt> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ file, resolve, reject });
      this.#start();
    });
  }

  /** Fulfilled when nothing is waiting. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#waiting.length > 0) this.#start();
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.slice(0, mostAtOnce);
      this.#waiting = this.#waiting.slice(mostAtOnce);
      try {
        await this.#commitGroup(group);
      } catch (error) {
        for (const { reject } of group) reject(diskRefusal(error));
      }
    }
  }

  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    const fresh = await this.#withoutTwins(group);
    const placed = await this.#place(fresh);
    if (placed.length === 0) return;
    try {
      const folders = new Set(placed.map(({ absolute }) => dirname(absolute)));
      await Promise.all([...folders].map((folder) => this.#parts.folders.sync(folder)));
      await this.#record(placed);
    } catch (error) {
      await Promise.all(placed.map(({ absolute }) => rm(absolute, { force: true })));
      throw error;
    }
  }

  async #record(placed: readonly Placed[]): Promise<void> {
    const ids = await this.#parts.items.add(placed.map(({ row }) => row));
    placed.forEach(({ file, row, resolve }, place) => {
      const { hash, size } = file;
      resolve({ outcome: 'stored', id: ids[place] ?? 0, hash, size, path: withoutOwner(row.path) });
    });
    this.#parts.added(new Set(placed.map(({ row }) => row.day)));
  }

  /** Answers those that are there already; of several alike in one group the first goes on. */
  async #withoutTwins(group: readonly Waiting[]): Promise<readonly Waiting[]> {
    const known = await this.#parts.items.known(group.map(({ file }) => file.hash));
    const fresh: Waiting[] = [];
    const first = new Set<string>();
    for (const waiting of group) {
      const { hash, arrival } = waiting.file;
      const { userId, seesAll } = arrival.sender;
      const rows = known.filter((row) => row.hash === hash && (seesAll || row.owner_id === userId));
      const there = rows.find((row) => row.removed_at === null);
      const key = `${String(userId)}/${hash}`;
      if (there) waiting.resolve(receiptFor(there, 'already-there'));
      else if (rows.some((row) => row.owner_id === userId)) waiting.reject(thrownAway());
      else if (first.has(key)) this.#waiting.unshift(waiting);
      else {
        first.add(key);
        fresh.push(waiting);
      }
    }
    return fresh;
  }

  /** Links each file to a free name. One that cannot be placed is refused alone. */
  async #place(group: readonly Waiting[]): Promise<readonly Placed[]> {
    const wanted = group.map((waiting) => ({ waiting, row: this.#parts.wanted(waiting.file) }));
    const taken = new Set(await this.#parts.items.takenPaths(wanted.map(({ row }) => row.path_key)));
    const placing = wanted.map(({ waiting, row }) =>
      this.#placeOne(waiting, row, taken).catch((error: unknown) => {
        waiting.reject(diskRefusal(error));
        return undefined;
      }),
    );
    return (await Promise.all(placing)).filter((placed) => placed !== undefined);
  }

  /** `taken` grows: a name is reserved before the first wait. */
  async #placeOne(waiting: Waiting, wanted: NewItem, taken: Set<string>): Promise<Placed> {
    const mostTries = 10_000;
    for (let tries = 0; tries < mostTries; tries += 1) {
      const path = this.#nextName(wanted, taken);
      const key = pathKey(path);
      taken.add(key);
      if (path !== wanted.path && (await this.#parts.items.takenPaths([key])).size > 0) continue;
      const absolute = inside(this.#parts.library, path);
      if (await this.#linked(waiting.file.temporary, absolute)) {
        return { ...waiting, absolute, row: { ...wanted, path, path_key: key } };
      }
    }
    throw new Refusal('conflict', `There are too many files named ${wanted.file_name} in one folder.`);
  }

  /** The name as wanted, or with the next number; the numbers go on where they ended last time. */
  #nextName(wanted: NewItem, taken: ReadonlySet<string>): string {
    if (!taken.has(wanted.path_key)) return wanted.path;
    const number = this.#numbers.get(wanted.path_key) ?? 2;
    const mostRemembered = 1000;
    if (this.#numbers.size >= mostRemembered) this.#numbers.clear();
    this.#numbers.set(wanted.path_key, number + 1);
    return numberedPath(wanted.path, number);
  }

  /** False where a file that the catalog does not know holds the name. */
  async #linked(temporary: string, absolute: string, again = true): Promise<boolean> {
    const folder = dirname(absolute);
    await this.#parts.folders.ensure(folder);
    try {
      await link(temporary, absolute);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return false;
      if (code !== 'ENOENT' || !again) throw error;
      await this.#parts.folders.forget(folder);
      return this.#linked(temporary, absolute, false);
    }
  }
}

function thrownAway(): Refusal {
  return new Refusal(
    'conflict',
    'This account threw this photo away. It is taken again only when that is asked for.',
  );
}

export function receiptFor(
  item: { id: number; hash: string; size: number; path: string },
  outcome: MediaReceipt['outcome'],
): MediaReceipt {
  return { outcome, id: item.id, hash: item.hash, size: item.size, path: withoutOwner(item.path) };
}

function withoutOwner(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}
