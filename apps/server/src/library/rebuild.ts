import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathKey } from '@homeroll/core/filing/clean-name';
import { defaultFolderTemplate, parseFolderTemplate } from '@homeroll/core/filing/folder-template';
import type { User } from '../catalog/accounts.ts';
import type { NewItem } from '../catalog/item-row.ts';
import { readSidecar } from '../metadata/sidecar.ts';
import type { Filing } from './file-under.ts';
import { wantedItem } from './file-under.ts';
import { hashFile } from './hash-file.ts';
import { lookAtFile } from './look-at-file.ts';
import { sidecarPath } from './sidecars.ts';
import { unknownFiles, type VerifyParts } from './verify.ts';

export interface Rebuilt {
  /** Photos that have a row now. */
  readonly added: number;
  /** Library folders that had no user: one was made for each, without a password. */
  readonly newUsers: readonly string[];
  /** Files that are no photo and no video, or whose photo the catalog has under another path. */
  readonly leftAlone: readonly string[];
}

/**
 * Gives every file of the library that has no row its row again, with title and tags from its sidecar. Existing rows
 * are not touched: a disk that is not mounted must not empty the catalog.
 */
export async function rebuildCatalog(parts: VerifyParts, zone: Filing['zone']): Promise<Rebuilt> {
  const { items, accounts } = parts.catalog;
  const files = (await unknownFiles(parts)).filter((path) => !path.toLowerCase().endsWith('.xmp'));
  const leftAlone: string[] = [];
  const newUsers: string[] = [];
  let added = 0;
  for (const [place, path] of files.entries()) {
    if (parts.stop.aborted) break;
    const folder = path.slice(0, path.indexOf('/'));
    const known = (await accounts.users()).find((user) => user.folder === folder);
    const user = known ?? (folder === '' ? undefined : await accounts.addUser(userFor(folder)));
    if (user && !known) newUsers.push(user.name);
    const item = user && (await rowFor(parts.data.library, { path, user, zone }));
    const isNew = item && (await items.byHash({ userId: user.id, seesAll: false }, item.hash)) === undefined;
    if (isNew) added += (await items.add([item])).length;
    else leftAlone.push(path);
    parts.progress(place + 1, files.length);
  }
  return { added, newUsers, leftAlone };
}

function userFor(folder: string): Omit<User, 'id'> & { createdAt: number } {
  return {
    name: folder,
    folder,
    passwordHash: null,
    rights: ['upload', 'view', 'share'],
    createdAt: Date.now(),
  };
}

/** The row that the file would have if it arrived now, but where it lies; `undefined` for what is no media. */
async function rowFor(
  library: string,
  { path, user, zone }: { readonly path: string; readonly user: User; readonly zone: Filing['zone'] },
): Promise<NewItem | undefined> {
  const absolute = join(library, path);
  const { size, mtimeMs } = await stat(absolute);
  const facts = await lookAtFile(absolute, size, basename(path));
  if (facts.kind === 'other') return undefined;
  const storedHash = await hashFile(absolute);
  const sidecar = readSidecar(await readFile(sidecarPath(library, { path }), 'utf8').catch(() => ''));
  const hash = sidecar?.original?.hash ?? storedHash;
  const metadata = {
    fileName: sidecar?.original?.fileName ?? basename(path),
    lastModified: mtimeMs,
    ...(sidecar?.title ? { title: sidecar.title } : {}),
    ...(sidecar && sidecar.tags.length > 0 ? { tags: sidecar.tags } : {}),
  };
  const sender = { userId: user.id, userName: user.name, folder: user.folder, seesAll: false };
  const arrival = { sender, metadata, hash, size };
  const row = wantedItem(
    { arrival, temporary: absolute, hash, size, facts },
    { template, locale: 'en', zone },
    Date.now(),
  );
  return {
    ...row,
    path,
    path_key: pathKey(path),
    stored_hash: storedHash === hash ? null : storedHash,
    sidecar: sidecar ? 'written' : 'none',
  };
}

/** Any will do: the path is the one where the file lies. */
const template = (() => {
  const parsed = parseFolderTemplate(defaultFolderTemplate);
  if ('refused' in parsed) throw new Error(parsed.refused);
  return parsed.template;
})();
