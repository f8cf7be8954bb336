import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent, StorePath } from '@homeroll/core/ports/file-store';
import { exactBytes } from './exact-bytes.ts';
import { folderOf, type Leftovers } from './leftovers.ts';
import { partName } from './part-name.ts';

/** What is needed of a protocol of files and folders. Paths are as in the port, `''` is the root. */
export interface PartConnection {
  /** Bytes; `undefined` where there is no file, or a folder. */
  size(path: string): Promise<number | undefined>;
  isFolder(path: string): Promise<boolean>;
  /** All names in a folder; `undefined` where there is no such folder. */
  names(folder: string): Promise<readonly string[] | undefined>;
  /** Whether it was made; not, where it exists or cannot be. */
  makeFolder(folder: string): Promise<boolean>;
  /** Whether it was removed; not, where it is not empty or not there. */
  removeFolder(folder: string): Promise<boolean>;
  /** Has nothing against a file that is not there. */
  remove(path: string): Promise<void>;
  /** Over what is there, or refused. */
  rename(from: string, to: string): Promise<void>;
  /** From `offset` on. Where `bytes` throw, those before are there when this rejects. */
  write(path: string, bytes: AsyncIterable<Uint8Array>, offset: number): Promise<void>;
  /** Whether a rename might put a file in the place of a folder with all that is in it, as rclone's does. */
  readonly mayReplaceFolders: boolean;
  /** Bytes at the end of a part that may be other ones after a break, though its size counts them. */
  readonly unsureBytes: number;
  /** Whether the other side answered and refused, and the connection is of use still. */
  isRefusal(error: unknown): boolean;
  /** Whether a refusal may have been of what was gone on with, or of a folder that was taken away. */
  mayTryAgain(error: unknown): boolean;
}

export interface PartRequest {
  readonly path: StorePath;
  readonly content: FileContent;
  /** Go on with what is there. */
  readonly mayResume: boolean;
  readonly signal: CancelSignal | undefined;
}

/** What is known of the folders there. */
export interface KnownFolders {
  readonly left: Leftovers;
  /** Made here, so to be removed when they are empty. */
  readonly made: Set<string>;
}

/** One file on its way: written as a part, its size compared, put in its place, and compared again. */
export class PartUpload {
  readonly #connection: PartConnection;
  readonly #folders: KnownFolders;
  readonly #request: PartRequest;
  readonly #part: string;

  constructor(connection: PartConnection, folders: KnownFolders, request: PartRequest) {
    this.#connection = connection;
    this.#folders = folders;
    this.#request = request;
    this.#part = partName(request.path, request.content.version);
  }

  async run(): Promise<void> {
    const { path, content } = this.#request;
    const offset = await this.#begin();
    this.#folders.left.note(path, this.#part);
    if (offset < content.size || content.size === 0) await this.#write(offset);
    const size = await this.#connection.size(this.#partPath);
    if (size !== content.size) await this.#refuse(size);
    await this.#replace();
    this.#folders.left.forget(path, this.#part);
    if ((await this.#connection.size(path)) === content.size) return;
    throw new DestinationError('bad-request', `The server does not keep the name ${path}.`);
  }

  get #partPath(): string {
    return beside(this.#request.path, this.#part);
  }

  /** Makes the folder, clears what is of no use, and tells how many bytes are there already. */
  async #begin(): Promise<number> {
    const { path, content, mayResume } = this.#request;
    const names = await this.#folders.left.of(path, (folder) => this.#enter(folder));
    await this.#putBack(names);
    const isBegun = mayResume && names.includes(this.#part);
    await clearParts(this.#connection, this.#folders.left, path, isBegun ? this.#part : undefined);
    const size = isBegun ? ((await this.#connection.size(this.#partPath)) ?? 0) : 0;
    return size > content.size ? 0 : Math.max(0, size - this.#connection.unsureBytes);
  }

  /** A file that was set aside when the connection broke has its name again, whatever becomes of the new one. */
  async #putBack(names: readonly string[]): Promise<void> {
    const { path } = this.#request;
    const aside = partName(path, setAside);
    if (!names.includes(aside) || (await this.#connection.size(path)) !== undefined) return;
    await this.#connection.rename(beside(path, aside), path);
    this.#folders.left.forget(path, aside);
  }

  async #enter(folder: string): Promise<readonly string[]> {
    const names = await this.#connection.names(folder);
    if (names !== undefined) return names;
    const parents =
      folder === '' ? [] : folder.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/'));
    for (const parent of ['', ...parents]) {
      if (await this.#connection.makeFolder(parent)) this.#folders.made.add(parent);
    }
    // The root stays, whoever made it.
    this.#folders.made.delete('');
    const namesNow = await this.#connection.names(folder);
    if (namesNow !== undefined) return namesNow;
    for (const parent of parents) {
      const isFile = (await this.#connection.size(parent)) !== undefined;
      if (isFile)
        throw new DestinationError('conflict', `There is a file ${parent} where a folder is needed.`);
    }
    const words = `The folder ${folder === '' ? 'to publish to' : folder} is not there and cannot be made.`;
    throw new DestinationError('forbidden', words);
  }

  /** What breaks off here ends in order for the server, which keeps what it has got. */
  async #write(offset: number): Promise<void> {
    const { content, signal } = this.#request;
    const failures: Error[] = [];
    const bytes = inOrder(exactBytes(content, offset, signal), failures);
    try {
      await this.#connection.write(this.#partPath, bytes, offset);
    } catch (error) {
      if (failures.length === 0) {
        // What is half there may be what a full disk is full of. A connection that broke is another matter.
        if (this.#connection.isRefusal(error)) await this.#clear();
        throw error;
      }
    }
    const [failure] = failures;
    if (failure === undefined) return;
    if (failure instanceof DestinationError && failure.fault === 'hash-mismatch') await this.#clear();
    throw failure;
  }

  async #refuse(size: number | undefined): Promise<never> {
    await this.#clear();
    const words = `The server says that it holds ${String(size ?? 0)} bytes of ${this.#request.content.size}.`;
    throw new DestinationError('hash-mismatch', words);
  }

  async #clear(): Promise<void> {
    await clearParts(this.#connection, this.#folders.left, this.#request.path);
  }

  /** In one step, or where the server takes no name that is in use, by setting the old file aside for a moment. */
  async #replace(): Promise<void> {
    const { path } = this.#request;
    try {
      if (this.#connection.mayReplaceFolders) await this.#refuseFolder();
      await this.#connection.rename(this.#partPath, path);
    } catch (error) {
      if (!this.#connection.isRefusal(error)) throw error;
      if ((await this.#connection.size(path)) === undefined) {
        await this.#refuseFolder();
        await this.#clear();
        throw error;
      }
      await this.#replaceAside();
    }
  }

  async #refuseFolder(): Promise<void> {
    const { path } = this.#request;
    if (!(await this.#connection.isFolder(path))) return;
    await this.#clear();
    throw new DestinationError('conflict', `There is a folder called ${path}.`);
  }

  async #replaceAside(): Promise<void> {
    const { path } = this.#request;
    const aside = partName(path, setAside);
    this.#folders.left.note(path, aside);
    await this.#connection.remove(beside(path, aside));
    await this.#connection.rename(path, beside(path, aside));
    try {
      await this.#connection.rename(this.#partPath, path);
    } catch (error) {
      await this.#connection.rename(beside(path, aside), path);
      throw error;
    }
    await this.#connection.remove(beside(path, aside));
    this.#folders.left.forget(path, aside);
  }
}

/** In place of a version. */
const setAside = 'set aside';

/** Removes what broken-off puts to this path left, but for one part. */
export async function clearParts(
  connection: PartConnection,
  left: Leftovers,
  path: StorePath,
  except?: string,
): Promise<void> {
  for (const part of await left.of(path, (folder) => connection.names(folder))) {
    if (part === except) continue;
    await connection.remove(beside(path, part));
    left.forget(path, part);
  }
}

function beside(path: StorePath, name: string): string {
  const folder = folderOf(path);
  return folder === '' ? name : `${folder}/${name}`;
}

async function* inOrder(bytes: AsyncIterable<Uint8Array>, failures: Error[]): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    failures.push(error instanceof Error ? error : new Error('the file failed', { cause: error }));
  }
}
