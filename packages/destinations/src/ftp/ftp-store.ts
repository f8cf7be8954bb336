import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent, FileStore, StoredFile, StorePath } from '@homeroll/core/ports/file-store';
import { PartPlace } from '../part-place.ts';
import { ftpFault, isBreak } from './ftp-faults.ts';
import type { FtpSettings } from './ftp-options.ts';
import { FtpPool } from './ftp-pool.ts';

/**
 * How FTP servers really behave (seen at vsftpd 3.0.3, ProFTPD 1.3.8 and Pure-FTPd 1.0.50):
 *
 * - A reply code says little. 550 is "no such file", "no such folder", "not yours" and "not empty" alike, and the
 *   words differ everywhere. So what a 550 means is asked for: by SIZE for files, by CWD for folders.
 * - STOR writes under the very name it is given, and what arrived stays when the connection dies: a visitor would
 *   meet half a file. So a file travels under the name of a part, its SIZE is compared, and RNTO puts it in place;
 *   all three replace an existing file in one step. Where a server refuses that, the old file is renamed away first.
 * - When STOR or RETR is refused, ProFTPD resets the data connection, and basic-ftp gives up the control connection
 *   with it. So folders are made before, on the first file that needs them, and SIZE is asked before RETR.
 * - A part is gone on with by REST and STOR, which writes at its place: should an old session that nobody heard end
 *   still write, it writes the same bytes to the same places. APPE would write them twice.
 * - Ending the data connection is all that tells a server that the file is whole. So a file that breaks off here
 *   is ended in order as well: the server keeps all that was sent, the reply comes, the connection is of use.
 * - LIST hides dot files unless asked with -a, and takes a name for a pattern. Pure-FTPd hides them in LIST even so,
 *   not in MLSD; it also writes a blank at the end of a name as `_`.
 */
export class FtpStore implements FileStore {
  readonly name: string;
  readonly #pool: FtpPool;
  readonly #place: PartPlace;

  constructor(settings: FtpSettings, name: string = `${settings.username} on ${settings.host}`) {
    this.name = name;
    this.#pool = new FtpPool(settings);
    this.#place = new PartPlace((task, signal) => this.#pool.use(task, signal));
  }

  put(path: StorePath, content: FileContent, signal?: CancelSignal): Promise<void> {
    return this.#inWords(this.#place.put(path, content, signal));
  }

  remove(path: StorePath, signal?: CancelSignal): Promise<void> {
    return this.#inWords(this.#place.remove(path, signal));
  }

  async stat(path: StorePath, signal?: CancelSignal): Promise<StoredFile | undefined> {
    const asked = this.#pool.use((connection) => connection.size(path), signal);
    const size = await this.#inWords(asked);
    return size === undefined ? undefined : { size };
  }

  async *read(path: StorePath, signal?: CancelSignal): AsyncGenerator<Uint8Array> {
    const connection = await this.#inWords(this.#pool.take(signal));
    const stop = (): void => connection.close();
    signal?.addEventListener('abort', stop);
    try {
      const size = await connection.size(path);
      if (size === undefined) throw new DestinationError('missing', `there is no file ${path}`);
      yield* whole(connection.read(path), size);
    } catch (error) {
      if (isBreak(error)) connection.close();
      throw ftpFault(error);
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#pool.give(connection);
    }
  }

  close(): Promise<void> {
    this.#place.forget();
    this.#pool.close();
    return Promise.resolve();
  }

  async #inWords<T>(promise: Promise<T>): Promise<T> {
    try {
      return await promise;
    } catch (error) {
      throw ftpFault(error);
    }
  }
}

/** A data connection that breaks looks like the end of a file. */
async function* whole(pieces: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let taken = 0;
  for await (const piece of pieces) {
    taken += piece.length;
    yield piece;
  }
  if (taken !== size)
    throw new DestinationError('unreachable', `The file ended after ${taken} of ${size} bytes.`);
}
