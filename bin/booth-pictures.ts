import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { SmallPictures } from '@homeroll/agent/booth/small-pictures';
import { mediaTypeByName } from '@homeroll/core/photo/media-types';
import { derivedPool, DerivedError } from '@homeroll/server/derived/derived-pool';
import { findProgram } from '@homeroll/server/derived/find-program';

export interface BoothPictures extends SmallPictures {
  close(): Promise<void>;
}

/** Smaller pictures for the booth's screen, made by the same processes as the server's and kept in a folder. */
export async function boothPictures(folder: string, searchPath: string): Promise<BoothPictures> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pool = derivedPool({
    processes: availableParallelism(),
    ffmpeg: await findProgram('ffmpeg', searchPath),
  });
  const making = new Map<string, Promise<boolean>>();

  const make = async (source: string, name: string): Promise<boolean> => {
    const target = {
      thumb: join(folder, `${name}.thumb.webp`),
      preview: join(folder, `${name}.preview.webp`),
    };
    if (existsSync(target.thumb) && existsSync(target.preview)) return true;
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
      const name = createHash('sha256').update(`${file.path}\n${file.version}`).digest('hex').slice(0, 32);
      const work = making.get(name) ?? make(join(root, file.path), name);
      making.set(name, work);
      const isMade = await work.finally(() => making.delete(name));
      return isMade ? join(folder, `${name}.${size}.webp`) : undefined;
    },
    close: () => pool.close(),
  };
}
