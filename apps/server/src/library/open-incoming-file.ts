import { closeSync, constants, fdatasync, ftruncate, open as openFile, write } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { diskRefusal } from '../refusal.ts';
import { alignment, type AlignedMemory } from './aligned-memory.ts';
import type { IncomingFile } from './incoming-file.ts';
import { SlotFile } from './slot-file.ts';

export interface IncomingFileOptions {
  readonly memory: AlignedMemory;
  /** Direct writes (O_DIRECT), where the file system and the start allow them. */
  readonly direct: boolean;
  /** Where to go on in a file that is there; absent: the file is new. */
  readonly goOnAt?: number;
}

/**
 * Direct writes pay for large bodies: no copy through the page cache and no write-back storm at the end. Where
 * the file system refuses them (EINVAL: some network file systems), and where a resumed upload does not start
 * on a block, the page cache serves.
 */
export async function openIncomingFile(path: string, options: IncomingFileOptions): Promise<IncomingFile> {
  const { goOnAt, memory } = options;
  const start = goOnAt ?? 0;
  const create = goOnAt === undefined;
  try {
    const file =
      options.direct && start % alignment === 0
        ? await directly(path, create, (flags) => open(path, flags, ownerOnly))
        : undefined;
    if (file) return new SlotFile(file, { start, memory, direct: true });
    return new SlotFile(await open(path, create ? 'wx' : 'r+', ownerOnly), { start, memory, direct: false });
  } catch (error) {
    throw diskRefusal(error);
  }
}

/**
 * One whole body of at most a slot, in one direct write where the file system can. Durable when fulfilled. By bare
 * descriptors: this runs for every small photo, and file handles cost about a tenth of its processor time.
 */
export async function writeWhole(path: string, slot: Buffer, size: number): Promise<void> {
  try {
    const direct = await directly(path, true, (flags) => calls.open(path, flags, ownerOnly));
    const file = direct ?? (await calls.open(path, newFile, ownerOnly));
    try {
      const length = direct === undefined ? size : roundUp(size);
      for (let done = 0; done < length;) {
        done += (await calls.write(file, slot, done, length - done, done)).bytesWritten;
      }
      if (length !== size) await calls.truncate(file, size);
      await calls.datasync(file);
    } finally {
      // Everything is written or given up: nothing is left that closing would wait for.
      closeSync(file);
    }
  } catch (error) {
    await rm(path, { force: true });
    throw diskRefusal(error);
  }
}

const calls = {
  open: promisify(openFile),
  write: promisify(write),
  truncate: promisify(ftruncate),
  datasync: promisify(fdatasync),
};

/** Only Linux has it. */
const oDirect = (constants as { readonly O_DIRECT?: number }).O_DIRECT;

/** `undefined` where there are no direct writes: not in this system, or not on this file system (EINVAL). */
async function directly<File>(
  path: string,
  create: boolean,
  opened: (flags: number) => Promise<File>,
): Promise<File | undefined> {
  if (oDirect === undefined) return undefined;
  try {
    return await opened(oDirect | (create ? newFile : constants.O_WRONLY));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
    if (create) await rm(path, { force: true });
    return undefined;
  }
}

const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
const ownerOnly = 0o600;

function roundUp(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
