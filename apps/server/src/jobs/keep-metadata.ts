import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { Items } from '../catalog/items.ts';
import type { ItemRow } from '../catalog/item-row.ts';
import type { DataFolder } from '../library/data-folder.ts';
import type { Folders } from '../library/folders.ts';
import { writeSidecars } from '../library/sidecars.ts';
import type { Embedded } from '../metadata/embed.ts';

export interface KeepMetadataParts {
  readonly data: DataFolder;
  readonly items: Items;
  readonly folders: Folders;
  readonly metadata: 'sidecar' | 'embed';
  readonly log: FastifyBaseLogger;
  /** Writes title and tags into a copy that then takes the file's place. */
  readonly embed: (
    path: string,
    words: { title: string | null; tags: readonly string[] },
  ) => Promise<Embedded>;
}

/**
 * Makes title and tags durable where other programs find them, then notes that in the catalog. Also with `embed`
 * there is a sidecar: it keeps the hash of the file as it was sent, by which the same photo is known again.
 */
export function keepMetadata(parts: KeepMetadataParts): (items: readonly ItemRow[]) => Promise<void> {
  return async (items) => {
    const kept = parts.metadata === 'embed' ? await embedAll(parts, items) : items;
    await writeSidecars(parts.data, parts.folders, kept);
    await parts.items.sidecarsWritten(kept.map(({ id }) => id));
  };
}

/** Answers the rows as they are then. What cannot be written into a file stays in its sidecar. */
async function embedAll(
  { data, items, embed, log }: KeepMetadataParts,
  rows: readonly ItemRow[],
): Promise<readonly ItemRow[]> {
  const done: ItemRow[] = [];
  for (const item of rows) {
    const tags = JSON.parse(item.tags ?? '[]') as string[];
    const result = await embed(join(data.library, item.path), { title: item.title, tags });
    const storedHash = 'hash' in result && result.hash !== item.hash ? result.hash : item.stored_hash;
    if ('unchanged' in result)
      log.warn({ path: item.path, reason: result.reason }, 'title and tags stay beside the file');
    else await items.change(item.id, { stored_hash: storedHash });
    done.push({ ...item, stored_hash: storedHash });
  }
  return done;
}
