import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { Items } from '../catalog/items.ts';
import type { ItemRow } from '../catalog/item-row.ts';
import type { DataFolder } from '../library/data-folder.ts';
import type { Folders } from '../library/folders.ts';
import type { Locks } from '../library/locks.ts';
import { writeSidecars } from '../library/sidecars.ts';
import type { Embedded } from '../metadata/embed.ts';

export interface KeepMetadataParts {
  readonly data: DataFolder;
  readonly items: Items;
  readonly folders: Folders;
  readonly locks: Locks;
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
 * there is a sidecar: it keeps the hash of the file as it was sent, by which the same photo is known again. What was
 * thrown away meanwhile is left alone; nothing is thrown away while it is written.
 */
export function keepMetadata(parts: KeepMetadataParts): (items: readonly ItemRow[]) => Promise<void> {
  return async (items) => {
    if (parts.metadata === 'embed') for (const item of items) await alone(parts, [item], embedOne);
    await alone(parts, items, async (there) => {
      await writeSidecars(parts.data, parts.folders, there);
      await parts.items.sidecarsWritten(there.map(({ id }) => id));
    });
  };
}

/** With those that are still there, as their rows are now, and nobody else at them. */
function alone(
  parts: KeepMetadataParts,
  items: readonly ItemRow[],
  work: (there: readonly ItemRow[], parts: KeepMetadataParts) => Promise<void>,
): Promise<void> {
  return parts.locks.run(
    items.map(({ hash }) => hash),
    async () => {
      const there = await parts.items.byIds(items.map(({ id }) => id));
      if (there.length > 0) await work(there, parts);
    },
  );
}

/** What cannot be written into a file stays in its sidecar. */
async function embedOne(
  [item]: readonly ItemRow[],
  { data, items, embed, log }: KeepMetadataParts,
): Promise<void> {
  if (!item) return;
  const tags = JSON.parse(item.tags ?? '[]') as string[];
  const result = await embed(join(data.library, item.path), { title: item.title, tags });
  if ('unchanged' in result) {
    log.warn({ path: item.path, reason: result.reason }, 'title and tags stay beside the file');
    return;
  }
  const storedHash = result.hash === item.hash ? item.stored_hash : result.hash;
  await items.change(item.id, { stored_hash: storedHash });
}
