import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathKey } from '@homeroll/core/filing/clean-name';
import { defaultFolderTemplate, parseFolderTemplate } from '@homeroll/core/filing/folder-template';
import type { User } from '../catalog/accounts.ts';
import type { NewItem } from '../catalog/item-row.ts';
import { readSidecar } from '../metadata/sidecar.ts';
import { wantedItem, type Filing } from './file-under.ts';
import { hashFile } from './hash-file.ts';
import { lookAtFile } from './look-at-file.ts';
import { sidecarPath } from './sidecars.ts';

export interface FoundFile {
  /** Below the root that it was found in, with `/`. */
  readonly path: string;
  readonly user: User;
  readonly zone: Filing['zone'];
}

/** The row that a file would have if it arrived now, but where it lies; `undefined` for what is no media. */
export async function rebuiltRow(root: string, file: FoundFile): Promise<NewItem | undefined> {
  const row = await wantedRow(root, file, basename(file.path));
  return row && { ...row, path: file.path, path_key: pathKey(file.path) };
}

/**
 * The same for a file in the trash, `<owner's folder>/<id>-<name>`. It was thrown away when its inode changed last;
 * should it come back, the template says where.
 */
export async function rebuiltTrashRow(root: string, file: FoundFile): Promise<NewItem | undefined> {
  const row = await wantedRow(root, file, basename(file.path).replace(/^\d+-/, ''));
  const { ctimeMs } = await stat(join(root, file.path));
  return row && { ...row, removed_at: Math.floor(ctimeMs), trash_path: file.path };
}

async function wantedRow(
  root: string,
  { path, user, zone }: FoundFile,
  name: string,
): Promise<NewItem | undefined> {
  const absolute = join(root, path);
  const { size, mtimeMs } = await stat(absolute);
  const facts = await lookAtFile(absolute, size, name);
  if (facts.kind === 'other') return undefined;
  const storedHash = await hashFile(absolute);
  const sidecar = readSidecar(await readFile(sidecarPath(root, { path }), 'utf8').catch(() => ''));
  const hash = sidecar?.original?.hash ?? storedHash;
  const metadata = {
    fileName: sidecar?.original?.fileName ?? name,
    lastModified: mtimeMs,
    ...(sidecar?.title ? { title: sidecar.title } : {}),
    ...(sidecar && sidecar.tags.length > 0 ? { tags: sidecar.tags } : {}),
  };
  const sender = { userId: user.id, userName: user.name, folder: user.folder, seesAll: false };
  const arrival = { sender, metadata, hash, size, force: false };
  const row = wantedItem(
    { arrival, temporary: absolute, hash, size, facts },
    { template, locale: 'en', zone },
    Date.now(),
  );
  return {
    ...row,
    stored_hash: storedHash === hash ? null : storedHash,
    sidecar: sidecar ? 'written' : 'none',
  };
}

/** Any will do: for what is in the library the path is the one where it lies. */
const template = (() => {
  const parsed = parseFolderTemplate(defaultFolderTemplate);
  if ('refused' in parsed) throw new Error(parsed.refused);
  return parsed.template;
})();
