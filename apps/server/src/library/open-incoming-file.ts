import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { diskRefusal } from '../refusal.ts';
import { alignment, type AlignedMemory } from './aligned-memory.ts';
import { bufferedFile } from './buffered-file.ts';
import { DirectFile, writeBlocks } from './direct-file.ts';
import type { IncomingFile } from './incoming-file.ts';

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
    const file = options.direct && start % alignment === 0 ? await openDirect(path, create) : undefined;
    if (file) return new DirectFile(file, { start, memory });
    return bufferedFile(await open(path, create ? 'wx' : 'r+', 0o600), start);
  } catch (error) {
    throw diskRefusal(error);
  }
}

/** One whole body of at most a slot, in one direct write where the file system can. Durable when fulfilled. */
export async function writeWhole(path: string, slot: Buffer, size: number): Promise<void> {
  try {
    const direct = await openDirect(path, true);
    const file = direct ?? (await open(path, 'wx', 0o600));
    try {
      const length = direct ? roundUp(size) : size;
      await writeBlocks(file, slot.subarray(0, length), 0);
      if (length !== size) await file.truncate(size);
      await file.datasync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw diskRefusal(error);
  }
}

async function openDirect(path: string, create: boolean): Promise<FileHandle | undefined> {
  const { O_WRONLY, O_CREAT, O_EXCL } = constants;
  // Only Linux has it.
  const { O_DIRECT } = constants as { readonly O_DIRECT?: number };
  if (O_DIRECT === undefined) return undefined;
  try {
    return await open(path, O_WRONLY | O_DIRECT | (create ? O_CREAT | O_EXCL : 0), 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
    if (create) await rm(path, { force: true });
    return undefined;
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
