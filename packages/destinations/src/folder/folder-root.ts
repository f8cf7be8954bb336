import { mkdir, realpath, rmdir, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { StorePath } from '@homeroll/core/ports/file-store';
import { hasCode } from './folder-faults.ts';

/**
 * The folder that all lies in: finds the way to a path, makes folders, and never leaves it.
 *
 * A mount point stays when its disk is pulled out, as an empty folder of the system's own disk, which would be
 * filled in its place. So the root is never made; and once it was seen on another disk than the system's (or with
 * `mounted` from the begin) it is refused on that one.
 */
export class FolderRoot {
  readonly #root: string;
  readonly #made = new Set<string>();
  #isElsewhere: boolean;

  constructor({ path, mounted }: { path: string; mounted: boolean }) {
    this.#root = path;
    this.#isElsewhere = mounted;
  }

  /** Where a path lies; `undefined` where its folder does not exist. Rejects where the disk is not there. */
  async find(path: StorePath): Promise<string | undefined> {
    const base = await this.#base();
    const file = join(base, path);
    const folder = await stat(dirname(file)).catch(notThere);
    if (!folder?.isDirectory()) return undefined;
    await this.#refuseOutside(base, dirname(file));
    return file;
  }

  /** Where a path lies, its folders made. */
  async prepare(path: StorePath): Promise<string> {
    const base = await this.#base();
    const file = join(base, path);
    await this.#make(base, dirname(file));
    return file;
  }

  /** Removes the folders above this file that were made here and are empty by now. */
  async tidy(file: string): Promise<void> {
    for (let folder = dirname(file); this.#made.has(folder); folder = dirname(folder)) {
      const [removed] = await Promise.allSettled([rmdir(folder)]);
      if (removed.status === 'rejected') return;
      this.#made.delete(folder);
    }
  }

  async #base(): Promise<string> {
    const root = this.#root;
    const found = await stat(root).catch((error: unknown) => unavailable(`${root} is not there`, error));
    if (!found.isDirectory()) return unavailable(`${root} is no folder`);
    const isOnOwnDisk = found.dev !== (await stat(sep)).dev;
    if (this.#isElsewhere && !isOnOwnDisk) return unavailable(`Nothing is mounted at ${root}`);
    this.#isElsewhere ||= isOnOwnDisk;
    return realpath(root);
  }

  async #refuseOutside(base: string, folder: string): Promise<void> {
    const real = await realpath(folder);
    if (real === base || real.startsWith(base.endsWith(sep) ? base : base + sep)) return;
    throw new DestinationError('forbidden', `A link leads out of ${this.#root}; it is not followed.`);
  }

  async #make(base: string, folder: string): Promise<void> {
    if (folder === base) return;
    const found = await stat(folder).catch(notThere);
    if (found === undefined) {
      await this.#make(base, dirname(folder));
      // Another put may make it in this moment. A file of this name is found when something is written below it.
      await mkdir(folder).then(() => this.#made.add(folder), unlessMade);
    }
    await this.#refuseOutside(base, folder);
  }
}

function unavailable(what: string, cause?: unknown): never {
  throw new DestinationError('unavailable', `${what}. Is the disk plugged in, the share mounted?`, { cause });
}

function notThere(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
}

function unlessMade(error: unknown): void {
  if (!hasCode(error, 'EEXIST')) throw error;
}
