import { readdir, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent, FileStore, StoredFile, StorePath } from '@homeroll/core/ports/file-store';
import type { Values } from '@homeroll/options/option';
import { inTurn } from '../in-turn.ts';
import { leftovers } from '../leftovers.ts';
import { partName } from '../part-name.ts';
import { folderFault, hasCode } from './folder-faults.ts';
import { lookAt, piecesOf, syncFolder, writeNew } from './folder-files.ts';
import type { folderOptions } from './folder-options.ts';
import { FolderRoot } from './folder-root.ts';

/**
 * A folder of this machine (B12): a USB disk, a share of a NAS, a web server's files. A file is written beside its
 * place, synced to the disk, renamed over what was there, and the folder synced, so that neither a visitor nor a
 * power cut meets a half. What broke off is begun anew: after a power cut a file can be as long as it was and hold
 * nothing, and copying to a disk is quick.
 */
export class FolderStore implements FileStore {
  readonly name: string;
  readonly #root: FolderRoot;
  readonly #left = leftovers();
  readonly #turn = inTurn();

  constructor(values: Values<typeof folderOptions>, name: string = values.path) {
    this.name = name;
    this.#root = new FolderRoot(values);
  }

  put(path: StorePath, content: FileContent, signal?: CancelSignal): Promise<void> {
    return this.#turn(path, () => inWords(this.#put(path, content, signal)), signal);
  }

  async stat(path: StorePath): Promise<StoredFile | undefined> {
    const found = await inWords(this.#find(path));
    return found && { size: found.size };
  }

  async *read(path: StorePath, signal?: CancelSignal): AsyncGenerator<Uint8Array> {
    const found = await inWords(this.#find(path));
    if (found === undefined) throw new DestinationError('missing', `There is no file ${path}.`);
    try {
      yield* piecesOf(found.file, signal);
    } catch (error) {
      throw folderFault(error);
    }
  }

  remove(path: StorePath, signal?: CancelSignal): Promise<void> {
    return this.#turn(path, () => inWords(this.#remove(path)), signal);
  }

  close(): Promise<void> {
    this.#left.reset();
    return Promise.resolve();
  }

  /** Tried twice, because a removal may tidy the empty folder away in the very moment. */
  async #put(path: StorePath, content: FileContent, signal?: CancelSignal): Promise<void> {
    try {
      await this.#putInto(await this.#root.prepare(path), path, content, signal);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      await this.#putInto(await this.#root.prepare(path), path, content, signal);
    }
  }

  async #putInto(file: string, path: StorePath, content: FileContent, signal?: CancelSignal): Promise<void> {
    const [folder, part] = [dirname(file), partName(path, content.version)];
    if ((await lookAt(file))?.isDirectory()) {
      throw new DestinationError('conflict', `There is a folder called ${path}.`);
    }
    await this.#clear(path, folder);
    this.#left.note(path, part);
    await writeNew(join(folder, part), content, signal);
    await rename(join(folder, part), file);
    this.#left.forget(path, part);
    await syncFolder(folder);
  }

  async #find(path: StorePath): Promise<{ file: string; size: number } | undefined> {
    const file = await this.#root.find(path);
    const found = file === undefined ? undefined : await lookAt(file);
    return file !== undefined && found?.isFile() ? { file, size: found.size } : undefined;
  }

  async #remove(path: StorePath): Promise<void> {
    const file = await this.#root.find(path);
    if (file === undefined) return;
    await this.#clear(path, dirname(file));
    if ((await lookAt(file))?.isDirectory() === false) await removeFile(file);
    await this.#root.tidy(file);
  }

  async #clear(path: StorePath, folder: string): Promise<void> {
    for (const part of await this.#left.of(path, () => readdir(folder))) {
      await removeFile(join(folder, part));
      this.#left.forget(path, part);
    }
  }
}

async function removeFile(file: string): Promise<void> {
  await unlink(file).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
  });
}

async function inWords<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw folderFault(error);
  }
}
