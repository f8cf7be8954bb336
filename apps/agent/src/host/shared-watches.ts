import { watchFolders } from '../sources/watch-folders.ts';

/** One set of watches for all who follow the same folders. */
export class SharedWatches {
  /** For each folder, who has heard of it. */
  readonly #known = new Map<string, Set<object>>();
  readonly #watch: ReturnType<typeof watchFolders>;

  constructor(changed: (folder: string) => void, exhausted: () => void) {
    this.#watch = watchFolders(changed, exhausted);
  }

  /** Watches this folder from now on; true where it is new to `who`, also when it is back after it was gone. */
  add(folder: string, who: object): boolean {
    const known = this.#known.get(folder);
    if (this.#watch.add(folder) || known === undefined) {
      this.#known.set(folder, new Set([who]));
      return true;
    }
    if (known.has(who)) return false;
    known.add(who);
    return true;
  }

  forget(who: object): void {
    for (const known of this.#known.values()) known.delete(who);
  }

  close(): void {
    this.#watch.close();
    this.#known.clear();
  }
}
