import { availableParallelism } from 'node:os';
import type { Updateable } from 'kysely';
import type { ItemRow } from '../catalog/item-row.ts';
import type { ItemTable } from '../catalog/schema.ts';
import { derivedPool } from '../derived/derived-pool.ts';
import { findProgram } from '../derived/find-program.ts';
import { embedMetadata } from '../metadata/embed.ts';
import { readFacts } from '../metadata/facts.ts';
import { metadataTool } from '../metadata/metadata-tool.ts';
import type { KeepMetadataParts } from './keep-metadata.ts';
import type { PictureParts } from './pictures.ts';

/** The slow programs and libraries that look into pictures; their processes start when needed and end when idle. */
export interface PictureTools {
  readonly make: PictureParts['make'];
  readonly embed: KeepMetadataParts['embed'];
  /** What the camera wrote, as the columns that it fills. */
  readonly readFacts: (path: string, item: ItemRow) => Promise<Updateable<ItemTable>>;
  close(): Promise<void>;
}

export async function openPictureTools(settings: {
  readonly temporaryFolder: string;
  /** The value of PATH, where ffmpeg is looked for. */
  readonly searchPath: string;
}): Promise<PictureTools> {
  const { temporaryFolder, searchPath } = settings;
  const ffmpeg = await findProgram('ffmpeg', searchPath);
  const pool = derivedPool({ processes: availableParallelism(), ffmpeg });
  const tool = metadataTool();
  return {
    make: (source, target, urgency) => pool.make(source, target, urgency),
    embed: (path, words) => embedMetadata({ path, temporaryFolder, tool }, words),
    readFacts: async (path, item) => {
      const { facts, durationSeconds } = await readFacts(tool, path);
      return { facts: JSON.stringify(facts), duration_seconds: item.duration_seconds ?? durationSeconds };
    },
    close: async () => {
      await pool.close();
      await tool.close();
    },
  };
}
