import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { SmallPictures } from '@homeroll/agent/booth/small-pictures';
import { mediaTypeByName } from '@homeroll/core/photo/media-types';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import { derivedPool, DerivedError } from '@homeroll/server/derived/derived-pool';
import { findProgram } from '@homeroll/server/derived/find-program';

export interface BoothPictures extends SmallPictures {
  close(): Promise<void>;
}

/** Processes at a time: each may take 150 MB, and a booth's machine is small and has pictures to take. */
const most = 2;
const nameLength = 32;

/** Smaller pictures for the booth's screen, made by the same processes as the server's and kept in a folder. */
export async function boothPictures(folder: string, searchPath: string): Promise<BoothPictures> {
  const pool = derivedPool({
    processes: Math.min(most, availableParallelism()),
    ffmpeg: await findProgram('ffmpeg', searchPath),
  });
  const making = new Map<string, Promise<boolean>>();

  const make = async (source: string, name: string): Promise<boolean> => {
    const target = {
      thumb: join(folder, `${name}.thumb.webp`),
      preview: join(folder, `${name}.preview.webp`),
    };
    if (existsSync(target.thumb) && existsSync(target.preview)) return true;
    // Where that fails, so does what comes next, and the picture itself is shown.
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
    try {
      const made = await pool.make({ path: source, mediaType: mediaTypeByName(source) }, target, 'asked-for');
      return made.outcome === 'made';
    } catch (error) {
      // The picture itself is shown then; it may be gone already.
      if (error instanceof DerivedError) return false;
      throw error;
    }
  };

  return {
    async path(file, { root, size }) {
      const name = nameOf(file);
      const work = making.get(name) ?? make(join(root, file.path), name);
      making.set(name, work);
      const isMade = await work.finally(() => making.delete(name));
      return isMade ? join(folder, `${name}.${size}.webp`) : undefined;
    },
    async keepOnly(files) {
      const there = await readdir(folder).catch(() => []);
      const wanted = new Set(files.map(nameOf));
      const others = there.filter((each) => !wanted.has(each.slice(0, nameLength)));
      // What cannot be removed now is tried again with the next check.
      for (const each of others) await rm(join(folder, each), { force: true }).catch(() => undefined);
    },
    close: () => pool.close(),
  };
}

function nameOf({ path, version }: BoothFile): string {
  return createHash('sha256').update(`${path}\n${version}`).digest('hex').slice(0, nameLength);
}
