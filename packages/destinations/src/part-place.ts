import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { FileContent, StorePath } from '@homeroll/core/ports/file-store';
import { inTurn } from './in-turn.ts';
import { folderOf, leftovers } from './leftovers.ts';
import {
  clearParts,
  PartUpload,
  type KnownFolders,
  type PartConnection,
  type PartRequest,
} from './part-upload.ts';

/** Lends a connection to a task. */
export type UseConnection = <T>(
  task: (connection: PartConnection) => Promise<T>,
  signal?: CancelSignal,
) => Promise<T>;

/** Puts and removes files at a place of files and folders; remembers what it made and left there. */
export class PartPlace {
  readonly #use: UseConnection;
  readonly #folders: KnownFolders = { left: leftovers(), made: new Set<string>() };
  readonly #turn = inTurn();

  constructor(use: UseConnection) {
    this.#use = use;
  }

  put(path: StorePath, content: FileContent, signal?: CancelSignal): Promise<void> {
    return this.#turn(path, () => this.#put(path, content, signal), signal);
  }

  remove(path: StorePath, signal?: CancelSignal): Promise<void> {
    const remove = (): Promise<void> => this.#use((connection) => this.#remove(connection, path), signal);
    return this.#turn(path, remove, signal);
  }

  /** Others may change the place from now on. */
  forget(): void {
    this.#folders.left.reset();
  }

  /**
   * What is refused is tried once more from the begin: a part that the other side does not go on with, or a folder
   * that was taken away meanwhile.
   */
  async #put(path: StorePath, content: FileContent, signal?: CancelSignal): Promise<void> {
    const isDone = await this.#use(
      (connection) => this.#send(connection, { path, content, mayResume: true, signal }),
      signal,
    );
    if (isDone) return;
    await this.#use(
      (connection) => this.#send(connection, { path, content, mayResume: false, signal }),
      signal,
    );
  }

  /** `false` where it was refused and may be tried again. */
  async #send(connection: PartConnection, request: PartRequest): Promise<boolean> {
    try {
      await new PartUpload(connection, this.#folders, request).run();
      return true;
    } catch (error) {
      // Whatever broke: the answer of ProFTPD to a folder that is gone is a broken connection.
      this.#folders.left.forgetFolder(folderOf(request.path));
      if (!request.mayResume || !connection.mayTryAgain(error)) throw error;
      return false;
    }
  }

  async #remove(connection: PartConnection, path: StorePath): Promise<void> {
    const { made, left } = this.#folders;
    await clearParts(connection, left, path);
    await connection.remove(path);
    for (let folder = folderOf(path); made.has(folder); folder = folderOf(folder)) {
      // From here on a put finds it missing, and makes it.
      left.forgetFolder(folder);
      if (!(await connection.removeFolder(folder))) return;
      made.delete(folder);
    }
  }
}
