import { numberedPath, pathKey } from '@homeroll/core/filing/clean-name';
import type { Items } from '../catalog/items.ts';
import { Refusal } from '../refusal.ts';
import { inside } from './data-folder.ts';

/** A name in the library that belongs to one file, before the catalog knows it. */
export interface PlacedName {
  readonly path: string;
  readonly path_key: string;
  readonly absolute: string;
}

interface WantedName {
  readonly path: string;
  readonly path_key: string;
}

/** Gives each file a name in the library that nobody else has, whatever comes at the same time. */
export class FreeNames {
  readonly #items: Pick<Items, 'takenPaths'>;
  readonly #library: string;
  readonly #numbers = new Map<string, number>();
  /** Folded paths of files that are on their way and have no row yet. */
  readonly #reserved = new Set<string>();

  constructor(items: Pick<Items, 'takenPaths'>, library: string) {
    this.#items = items;
    this.#library = library;
  }

  /**
   * The wanted name or the first numbered one that is free and that `take` succeeds for (false: a file that the
   * catalog does not know holds it). The name stays reserved until `release`.
   */
  async place(
    wanted: WantedName,
    take: (absolute: string, path: string) => Promise<boolean>,
  ): Promise<PlacedName> {
    const mostTries = 10_000;
    for (let tries = 0; tries < mostTries; tries += 1) {
      const path = tries === 0 ? wanted.path : this.#numbered(wanted);
      const key = pathKey(path);
      if (this.#reserved.has(key)) continue;
      // Reserved before the first wait: two files never go for the same name.
      this.#reserved.add(key);
      const name = { path, path_key: key, absolute: inside(this.#library, path) };
      const isTaken = await this.#isTaken(name, take).catch((error: unknown) => {
        this.release(name);
        throw error;
      });
      if (!isTaken) return name;
      this.release(name);
    }
    throw new Refusal('conflict', `There are too many files named ${wanted.path} in one folder.`);
  }

  release({ path_key }: { readonly path_key: string }): void {
    this.#reserved.delete(path_key);
  }

  async #isTaken(
    { path, path_key, absolute }: PlacedName,
    take: (absolute: string, path: string) => Promise<boolean>,
  ): Promise<boolean> {
    if ((await this.#items.takenPaths([path_key])).size > 0) return true;
    return !(await take(absolute, path));
  }

  /** The name with the next number; the numbers go on where they ended last time. */
  #numbered(wanted: WantedName): string {
    const number = this.#numbers.get(wanted.path_key) ?? 2;
    const mostRemembered = 1000;
    if (this.#numbers.size >= mostRemembered) this.#numbers.clear();
    this.#numbers.set(wanted.path_key, number + 1);
    return numberedPath(wanted.path, number);
  }
}
