import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sample } from '../samples.ts';

const run = promisify(execFile);
/** Memory that looks like a disk, so that only the writing is measured. */
const memoryDisk = '/dev/shm';

/** Seconds that `dd conv=fsync` needs to write the same bytes as one file. */
export async function copyWithDd(samples: readonly Sample[], target: string): Promise<number> {
  const folder = await mkdtemp(join(existsSync(memoryDisk) ? memoryDisk : tmpdir(), 'homeroll-bench-'));
  const source = join(folder, 'bytes');
  try {
    const file = await open(source, 'wx');
    for (const { pieces } of samples) for (const piece of pieces) await file.write(piece);
    await file.close();
    const started = performance.now();
    await run('dd', [`if=${source}`, `of=${target}`, 'bs=1M', 'conv=fsync']);
    return (performance.now() - started) / 1000;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
