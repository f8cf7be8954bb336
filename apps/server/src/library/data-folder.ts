import { chmod, mkdir, readFile, rename, open } from 'node:fs/promises';
import { randomBytes, randomUUID } from 'node:crypto';
import { join, resolve, sep } from 'node:path';
import { Refusal } from '../refusal.ts';

/** Where everything lies below the data folder; all absolute. */
export interface DataFolder {
  readonly root: string;
  readonly library: string;
  /** Bodies that are not whole yet. On the same file system as the library, so that placing is a link. */
  readonly incoming: string;
  readonly derived: string;
  readonly trash: string;
  readonly catalog: string;
  /** Events and the list of tags, readable, for the day the catalog is lost. */
  readonly events: string;
  readonly tags: string;
  /** 32 random bytes, made once, readable by the owner only: keys of the links that were handed out. */
  readonly secret: Buffer;
}

/** Makes what is missing. Only its owner may look inside. */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const root = resolve(path);
  const folder = (name: string): string => join(root, name);
  const names = ['library', 'incoming', 'derived', 'trash'];
  for (const name of names) await mkdir(folder(name), { recursive: true });
  await chmod(root, 0o700);
  return {
    root,
    library: folder('library'),
    incoming: folder('incoming'),
    derived: folder('derived'),
    trash: folder('trash'),
    catalog: folder('catalog.sqlite'),
    events: folder('events.json'),
    tags: folder('tags.json'),
    secret: await readOrMakeSecret(folder('secret.key')),
  };
}

/** Joins a relative path and proves that it stays inside; anything else is a `Refusal`. */
export function inside(root: string, path: string): string {
  const absolute = resolve(root, path);
  if (path.includes('\0') || !absolute.startsWith(root + sep)) {
    throw new Refusal('bad-request', 'The path leaves its folder.');
  }
  return absolute;
}

async function readOrMakeSecret(path: string): Promise<Buffer> {
  const secretBytes = 32;
  try {
    const secret = await readFile(path);
    if (secret.length === secretBytes) return secret;
    throw new Error(
      `${path} should hold ${String(secretBytes)} bytes; restore it from a backup, or remove it (all links stop working)`,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secret = randomBytes(secretBytes);
  const temporary = `${path}.${randomUUID()}`;
  const file = await open(temporary, 'wx', 0o600);
  await file.writeFile(secret);
  await file.sync();
  await file.close();
  await rename(temporary, path);
  return secret;
}
