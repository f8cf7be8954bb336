import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { inTurn } from '../in-turn.ts';
import { askDav, type DavConnection } from './dav-connection.ts';
import { lookAt } from './look-at.ts';

export interface DavFolders {
  /** Makes this folder and those above it, where they are not known to be there. */
  make(folder: string, signal?: CancelSignal): Promise<void>;
  /** Somebody deleted folders: nothing is known any more. */
  forget(): void;
}

/** Folders as they are needed. Those that were seen once are taken for granted. */
export function davFolders(connection: DavConnection): DavFolders {
  const known = new Set<string>(['']);
  const turn = inTurn();
  const makeOne = async (folder: string, signal: CancelSignal | undefined): Promise<void> => {
    if (known.has(folder)) return;
    const ask = async (takes: readonly number[]): Promise<number> =>
      // nginx makes a folder only where a slash says that one is meant.
      (await askDav(connection, { method: 'MKCOL', path: `${folder}/`, takes, signal })).status;
    const status = await ask([...made, ...noParent, madeByOthers]);
    const isThere = status === madeByOthers && (await lookAt(connection, folder, signal))?.isFolder === true;
    if (noParent.includes(status)) await make(folderOf(folder), signal);
    if (!made.includes(status) && !isThere) await ask(made);
    known.add(folder);
  };
  const make = (folder: string, signal?: CancelSignal): Promise<void> =>
    turn(folder, () => makeOne(folder, signal), signal);
  return {
    make,
    forget: () => {
      known.clear();
      known.add('');
    },
  };
}

/** Made now, or there already, as a folder or as something that the next request will stumble over. */
const made = [201, 405];
const noParent = [404, 409];
/** Apache, when another request makes the same folder at this moment; or it may really not be made. */
const madeByOthers = 403;

/** `''` for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
