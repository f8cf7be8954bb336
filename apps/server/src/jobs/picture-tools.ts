import type { FastifyBaseLogger } from 'fastify';
import type { Updateable } from 'kysely';
import type { ItemRow } from '../catalog/items.ts';
import type { ItemTable } from '../catalog/schema.ts';
import type { KeepMetadataParts } from './keep-metadata.ts';
import type { PictureParts } from './pictures.ts';

/** The slow programs and libraries that look into pictures. */
export interface PictureTools {
  readonly make: PictureParts['make'];
  readonly embed: KeepMetadataParts['embed'];
  /** What the camera wrote, as the columns that it fills. */
  readonly readFacts: (path: string, item: ItemRow) => Promise<Updateable<ItemTable>>;
  close(): Promise<void>;
}
export function openPictureTools(_log: FastifyBaseLogger): PictureTools {
  return {
    make: () => Promise.resolve({ outcome: 'not-viewable', colour: null, width: null, height: null }),
    embed: () => Promise.reject(new Error('not yet')),
    readFacts: () => Promise.resolve({ facts: '{}' }),
    close: () => Promise.resolve(),
  };
}
