import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent, FileStore, StoredFile } from '@homeroll/core/ports/file-store';
import { contentBody } from '../http/content-body.ts';
import type { HttpStream } from '../http/node-http-client.ts';
import { expectSameSize } from '../http/same-size.ts';
import { askDav, streamDav, type DavConnection } from './dav-connection.ts';
import { folderOf, type DavFolders } from './dav-folders.ts';
import { lookAt } from './look-at.ts';

/** What all WebDAV servers do alike: looking, reading, removing, taking a file. */
export interface DavFiles {
  stat(path: string, signal?: CancelSignal): Promise<StoredFile | undefined>;
  read(path: string, signal?: CancelSignal): ReturnType<FileStore['read']>;
  /** Nothing happens to a folder of this name. */
  remove(path: string, signal?: CancelSignal): Promise<void>;
  /** Sends a file to where it is not seen yet, or taken in one step, and compares its size. */
  send(path: string, content: FileContent, signal?: CancelSignal): Promise<void>;
}

export function davFiles(connection: DavConnection, folders: DavFolders): DavFiles {
  const stat: DavFiles['stat'] = async (path, signal) => {
    const entry = await lookAt(connection, path, signal);
    return entry === undefined || entry.isFolder ? undefined : { size: entry.size };
  };
  return {
    stat,
    async *read(path, signal) {
      // A folder would be answered with a page that lists it.
      const found = await stat(path, signal);
      if (found === undefined) throw new DestinationError('missing', `there is no ${path}`);
      const headers = { 'accept-encoding': 'identity' };
      const answer = await streamDav(connection, { method: 'GET', path, headers, takes: [200], signal });
      yield* whole(answer, found);
    },
    async remove(path, signal) {
      if ((await stat(path, signal)) === undefined) return;
      await askDav(connection, { method: 'DELETE', path, takes: gone, signal });
    },
    async send(path, content, signal) {
      const put = async (takes: readonly number[]): Promise<number> => {
        await folders.make(folderOf(path), signal);
        const body = contentBody(content, signal);
        const headers = { 'content-type': content.mediaType };
        return (await askDav(connection, { method: 'PUT', path, headers, body, takes, signal })).status;
      };
      if (noFolder.includes(await put([...taken, ...noFolder]))) {
        folders.forget();
        await put(taken);
      }
      expectSameSize(content, await stat(path, signal));
    },
  };
}

/** Without a length, and not in chunks, a connection that breaks looks like the end of the file. */
async function* whole({ headers, body }: HttpStream, { size }: StoredFile): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    yield piece;
  }
  const isSure = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  if (!isSure && length < size)
    throw new DestinationError('unreachable', `the file ended after ${length} of ${size} bytes`);
}

const taken = [200, 201, 204];
const noFolder = [404, 409];
export const gone: readonly number[] = [200, 202, 204, 404, 410];
