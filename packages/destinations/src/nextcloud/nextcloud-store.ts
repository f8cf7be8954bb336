import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent, FileStore } from '@homeroll/core/ports/file-store';
import { davFiles } from '../dav/dav-files.ts';
import { davFolders, folderOf } from '../dav/dav-folders.ts';
import { unlessStopped } from '../exact-bytes.ts';
import { expectSameSize } from '../http/same-size.ts';
import { inTurn } from '../in-turn.ts';
import { largestWhole, sendInChunks } from './chunked-upload.ts';
import { askUserId, davOf, type NextcloudAccount } from './nextcloud-account.ts';
import { publicAddress } from './public-link.ts';

/*
 * Nextcloud is SabreDAV with rules of its own: a PUT goes to a part file that is renamed when it is whole, and one of
 * another length than announced is refused with 400, so no temporary name of ours is needed (one that ends in `.part`
 * would be refused). Names have at most 250 bytes. The password of a person with two-factor login is refused like a
 * wrong one. Many wrong logins make it slow, then 429.
 */

export interface NextcloudPlace {
  readonly name: string;
  readonly account: NextcloudAccount;
  /** Below the account's root. */
  readonly folder: string;
  /** Of a link that was made by hand. */
  readonly shareId: string | undefined;
}

/** Files in a folder of a Nextcloud account, which guests read by a public link. */
export function nextcloudStore({ name, account, folder, shareId }: NextcloudPlace): FileStore {
  const connection = davOf(account);
  const folders = davFolders(connection);
  const files = davFiles(connection, folders);
  const turn = inTurn();
  let userId: Promise<string> | undefined;
  const placed = async (path: string, signal: CancelSignal | undefined): Promise<string> => {
    // Asked for all calls that wait for it, so no single one's signal stops it.
    userId ??= askUserId(account).catch((error: unknown) => {
      userId = undefined;
      throw error;
    });
    return `files/${await unlessStopped(userId, signal)}/${folder}/${path}`;
  };
  const put = async (path: string, content: FileContent, signal?: CancelSignal): Promise<void> => {
    const target = await placed(path, signal);
    if (content.size <= largestWhole) return files.send(target, content, signal);
    const [, owner = ''] = target.split('/');
    const send = async (): Promise<void> => {
      await folders.make(folderOf(target), signal);
      await sendInChunks({ connection, clock: account.clock, userId: owner, path: target, content, signal });
    };
    try {
      await send();
    } catch (error) {
      if (!(error instanceof DestinationError) || error.fault !== 'conflict') throw error;
      // Somebody may have deleted the folder. What was sent before is gone on with.
      folders.forget();
      await send();
    }
    expectSameSize(content, await files.stat(target, signal));
  };
  return {
    name,
    put: (path, content, signal) => turn(path, () => put(path, content, signal), signal),
    stat: async (path, signal) => files.stat(await placed(path, signal), signal),
    async *read(path, signal) {
      yield* files.read(await placed(path, signal), signal);
    },
    remove: (path, signal) =>
      turn(path, async () => files.remove(await placed(path, signal), signal), signal),
    publish: async (signal) => {
      folders.forget();
      if (shareId === undefined) await folders.make(folderOf(await placed('any', signal)), signal);
      return publicAddress(account, { folder, shareId, signal });
    },
    close: () => {
      account.http.close();
      return Promise.resolve();
    },
  };
}
