import { createHash } from 'node:crypto';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { Clock } from '@homeroll/core/ports/clock';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileStore, StorePath } from '@homeroll/core/ports/file-store';
import { askDav, davAddress, type DavConnection } from '../dav/dav-connection.ts';
import { davFiles, gone } from '../dav/dav-files.ts';
import { davFolders } from '../dav/dav-folders.ts';
import { lookAt } from '../dav/look-at.ts';
import { inTurn } from '../in-turn.ts';

/*
 * How WebDAV servers behave (Apache mod_dav 2.4, nginx 1.22 with dav-ext, rclone 1.60, as e2e/servers runs them):
 * - A PUT that breaks off leaves nothing with Apache and nginx, and half a file under the final name with rclone. So
 *   every file goes to a temporary name and is moved.
 *   For a moment after such a break rclone answers a DELETE with 423 and keeps what it got.
 * - A MOVE onto a file replaces it in one step with nginx; Apache and rclone delete the old one first, and for a
 *   moment there is none. A MOVE onto a folder deletes all that is in it, hence first `Overwrite: F` and a look at
 *   what is in the way. DELETE takes folders with all that is in them, too.
 * - `If-None-Match: *` is heeded by Apache only.
 * - `Destination` is a full address. Behind a proxy that speaks TLS for them Apache (502) and nginx (400) believe
 *   themselves to be http://, and want to be called so. To another host than the one they were asked by nginx answers
 *   400 and rclone 502; both take a bare path, which Apache does not.
 * - MKCOL wants a slash at the end with nginx (else 409), is 405 where something is, and 409 where the folder above
 *   is missing. PUT without its folder is 409 (nginx), 403 or 404 with others, after the whole body was sent.
 * - A full disk is 507 with Apache, 500 with nginx, and 405 with rclone. Apache takes no more than 1 GiB, nginx no
 *   more than 1 MiB (413), unless they are told to.
 * - There is no way to go on with half a file that servers agree on: PUT with Content-Range is taken by some for the
 *   whole file. What breaks off is sent again.
 */

export interface WebdavPlace {
  readonly name: string;
  readonly connection: DavConnection;
  /** Below the connection's root; `''` for the root itself. */
  readonly folder: string;
  readonly clock: Clock;
}

/** Files on a WebDAV server. */
export function webdavStore({ name, connection, folder, clock }: WebdavPlace): FileStore {
  const folders = davFolders(connection);
  const files = davFiles(connection, folders);
  const turn = inTurn();
  const placed = (path: string): string => (folder === '' ? path : `${folder}/${path}`);
  return {
    name,
    put: (path, content, signal) => {
      const [part, whole] = [placed(partOf(path)), placed(path)];
      const put = async (): Promise<void> => {
        try {
          await files.send(part, content, signal);
          await move(connection, { from: part, to: whole }, signal);
        } catch (error) {
          await throwAway(connection, part, clock);
          throw error;
        }
      };
      return turn(path, put, signal);
    },
    stat: (path, signal) => files.stat(placed(path), signal),
    read: (path, signal) => files.read(placed(path), signal),
    remove: (path, signal) => {
      const remove = async (): Promise<void> => {
        await files.remove(placed(path), signal);
        await files.remove(placed(partOf(path)), signal);
      };
      return turn(path, remove, signal);
    },
    close: () => {
      connection.http.close();
      return Promise.resolve();
    },
  };
}

/**
 * What a file is called until it is whole. Always the same for a path: as nothing is gone on with, the next put writes
 * over what a lost connection left. Not `.part`, which ownCloud and Nextcloud refuse.
 */
function partOf(path: StorePath): string {
  const digits = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return `${path.slice(0, path.lastIndexOf('/') + 1)}.homeroll-${digits}.tmp`;
}

interface Way {
  readonly from: string;
  readonly to: string;
}

async function move(connection: DavConnection, way: Way, signal: CancelSignal | undefined): Promise<void> {
  if ((await askToMove(connection, way, 'F', signal)) !== somethingThere) return;
  if ((await lookAt(connection, way.to, signal))?.isFolder) {
    throw new DestinationError('conflict', `there is a folder called ${way.to}`);
  }
  if ((await askToMove(connection, way, 'T', signal)) === somethingThere) {
    throw new DestinationError('conflict', `the server does not replace ${way.to}`);
  }
}

const somethingThere = 412;
const otherServer = [400, 502];

async function askToMove(
  connection: DavConnection,
  { from, to }: Way,
  overwrite: 'T' | 'F',
  signal: CancelSignal | undefined,
): Promise<number> {
  const ask = async (destination: string, takes: readonly number[]): Promise<number> => {
    const headers = { destination, overwrite };
    return (await askDav(connection, { method: 'MOVE', path: from, headers, takes, signal })).status;
  };
  const answers = [201, 204, 404, somethingThere];
  const [first = '', ...others] = namesOf(davAddress(connection, to));
  let status = await ask(first, [...answers, ...otherServer]);
  for (const [place, other] of others.entries()) {
    if (!otherServer.includes(status)) break;
    status = await ask(other, place === others.length - 1 ? answers : [...answers, ...otherServer]);
  }
  // Somebody cleared what had just been sent.
  if (status === 404) throw new DestinationError('conflict', 'the file was gone before it had its name');
  return status;
}

/** What a server may call the same place: itself, itself behind a proxy that speaks TLS for it, or by another name. */
function namesOf(address: string): readonly string[] {
  const { protocol, pathname } = new URL(address);
  return [address, ...(protocol === 'https:' ? [address.replace(/^https:/, 'http:')] : []), pathname];
}

/** Milliseconds for a look whether a server went on with what it was told to forget, and for all of it. */
const pauses = [0, 50, 250];
const patience = 5000;
const locked = 423;

/** As well as it can be done soon; what stays is written over by the next put. */
async function throwAway(connection: DavConnection, path: string, clock: Clock): Promise<void> {
  const signal = AbortSignal.timeout(patience);
  try {
    for (const pause of pauses) {
      await clock.wait(pause, signal);
      if (pause > 0 && (await lookAt(connection, path, signal)) === undefined) return;
      await askDav(connection, { method: 'DELETE', path, takes: [...gone, locked], signal });
    }
  } catch (error) {
    if (!(error instanceof DestinationError)) throw error;
  }
}
