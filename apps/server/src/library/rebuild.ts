import { join } from 'node:path';
import { usualRights } from '@homeroll/protocol/accounts';
import type { User } from '../catalog/accounts.ts';
import type { NewItem } from '../catalog/item-row.ts';
import type { Filing } from './file-under.ts';
import { openLists } from '../events/open-lists.ts';
import { rebuiltRow, rebuiltTrashRow } from './rebuilt-row.ts';
import { unknownInLibrary, unknownInTrash, type VerifyParts } from './verify.ts';

export interface Rebuilt {
  /** Photos that have a row now. */
  readonly added: number;
  /** The same for those that lie in the trash. */
  readonly inTrash: number;
  /** Library folders that had no user: one was made for each, without a password. */
  readonly newUsers: readonly string[];
  /** Files that are no photo and no video, or whose photo the catalog has under another path. */
  readonly leftAlone: readonly string[];
  /** Events, and tags on the list, that the catalog has now. */
  readonly events: number;
  readonly tags: number;
  /** In words: files of events or tags that could not be read. */
  readonly unreadable: readonly string[];
}

/**
 * Gives every file of the library and of the trash that has no row its row again, with title and tags from its
 * sidecar. Rows whose file is known are not touched: a disk that is not mounted must not empty the catalog. What was
 * deleted for good before is forgotten with the catalog that knew it.
 */
export async function rebuildCatalog(parts: VerifyParts, zone: Filing['zone']): Promise<Rebuilt> {
  const library = { root: parts.data.library, paths: (await unknownInLibrary(parts)).filter(isNoSidecar) };
  const trash = { root: parts.data.trash, paths: (await unknownInTrash(parts)).filter(isNoSidecar) };
  const users = new FolderUsers(parts);
  const leftAlone: string[] = [];
  const all = library.paths.length + trash.paths.length;
  let looked = 0;
  const take = async ({ root, paths }: typeof library, rowOf: typeof rebuiltRow): Promise<number> => {
    let added = 0;
    for (const path of paths) {
      if (parts.stop.aborted) break;
      const user = await users.of(path.slice(0, path.indexOf('/')));
      const row = user && (await rowOf(root, { path, user, zone }));
      if (row && (await isAdded(parts, row))) added += 1;
      else leftAlone.push(root === trash.root ? join('../trash', path) : path);
      looked += 1;
      parts.progress(looked, all);
    }
    return added;
  };
  const added = await take(library, rebuiltRow);
  const inTrash = await take(trash, rebuiltTrashRow);
  return { added, inTrash, newUsers: users.made, leftAlone, ...(await rebuildLists(parts)) };
}

function isNoSidecar(path: string): boolean {
  return !path.toLowerCase().endsWith('.xmp');
}

/** False where the account has a file of this photo already; the row of one that was deleted for good lives again. */
async function isAdded({ catalog: { items } }: VerifyParts, row: NewItem): Promise<boolean> {
  const rows = await items.withHash(row.hash);
  const known = rows.find(({ owner_id }) => owner_id === row.owner_id);
  if (!known) await items.add([row]);
  else if (known.purged_at !== null) await items.change(known.id, { ...row, purged_at: null });
  return !known || known.purged_at !== null;
}

/** Events and the list of tags, from their files. */
async function rebuildLists({
  data,
  catalog,
}: VerifyParts): Promise<Pick<Rebuilt, 'events' | 'tags' | 'unreadable'>> {
  const unreadable: string[] = [];
  const { events, tags } = await openLists(data, catalog, (words) => unreadable.push(words));
  return { events: events.events.length, tags: tags.paths.length, unreadable };
}

/** The users by their folders; one without a user gets a new one, who cannot sign in yet. */
class FolderUsers {
  readonly made: string[] = [];
  readonly #accounts: VerifyParts['catalog']['accounts'];

  constructor({ catalog }: VerifyParts) {
    this.#accounts = catalog.accounts;
  }

  async of(folder: string): Promise<User | undefined> {
    const known = (await this.#accounts.users()).find((user) => user.folder === folder);
    if (known || folder === '') return known;
    const user = { name: folder, folder, passwordHash: null, rights: usualRights, createdAt: Date.now() };
    const added = await this.#accounts.addUser(user);
    if (added) this.made.push(added.name);
    return added;
  }
}
