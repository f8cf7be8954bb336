import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { Items, ItemRow } from '../catalog/items.ts';
import type { DataFolder } from '../library/data-folder.ts';
import type { Folders } from '../library/folders.ts';
import { writeSidecars } from '../library/sidecars.ts';

export interface KeepMetadataParts {
  readonly data: DataFolder;
  readonly items: Items;
  readonly folders: Folders;
  readonly metadata: 'sidecar' | 'embed';
  readonly log: FastifyBaseLogger;
  /** Writes title and tags into a copy that then takes the file's place; answers the new file's SHA-256. */
  readonly embed: (
    path: string,
    metadata: { title: string | null; tags: readonly string[] },
  ) => Promise<{ hash: string }>;
}

/** Makes title and tags durable where other programs find them, by the setting; then notes that in the catalog. */
export function keepMetadata(parts: KeepMetadataParts): (items: readonly ItemRow[]) => Promise<void> {
  return async (items) => {
    const beside = parts.metadata === 'sidecar' ? items : await embedAll(parts, items);
    if (beside.length === 0) return;
    await writeSidecars(parts.data, parts.folders, beside);
    await parts.items.sidecarsWritten(beside.map(({ id }) => id));
  };
}

/** Answers those that could not be written into: they get a sidecar, so that nothing is lost. */
async function embedAll(
  { data, items, embed, log }: KeepMetadataParts,
  rows: readonly ItemRow[],
): Promise<readonly ItemRow[]> {
  const beside: ItemRow[] = [];
  for (const item of rows) {
    const tags = JSON.parse(item.tags ?? '[]') as string[];
    try {
      const { hash } = await embed(join(data.library, item.path), { title: item.title, tags });
      await items.change(item.id, { stored_hash: hash === item.hash ? null : hash, sidecar: 'written' });
    } catch (error) {
      log.warn(
        { err: error, path: item.path },
        'metadata goes into a sidecar: it could not be written into the file',
      );
      beside.push(item);
    }
  }
  return beside;
}
