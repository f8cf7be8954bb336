import type { SourceItem, SourcePart } from '../ports/source.ts';
import type { ContentHash } from '../photo/content-hash.ts';
import { changedRecord } from './changed-record.ts';
import { copyToFollow, inPlaceOf } from './inherit.ts';
import { itemVersion } from './item-version.ts';
import type { SyncPorts } from './sync-options.ts';
import type { TransferRecord } from './transfer-record.ts';

type Ports = Pick<SyncPorts, 'journal' | 'items' | 'source' | 'hasher'>;

/**
 * The record of an item as it is now, for what a person wants to do with it; one that was never marked is read for
 * its hash. Throws a `SourceError`.
 */
export async function recordOf(ports: Ports, item: SourceItem): Promise<TransferRecord> {
  const version = itemVersion(item);
  const records = (await ports.journal.find([item.id])).get(item.id) ?? [];
  const known = records.find((record) => record.version === version);
  if (known !== undefined) {
    await remember(ports, item, known);
    return known;
  }
  const { hash, companion } = await hashesOf(ports, item);
  const same = records.find((record) => record.hash === hash);
  // Where its other half came since, the next pass sees to that.
  if (same !== undefined) return same.companion === companion ? { ...same, version } : same;
  const place = { item: item.id, hash, version, size: item.size };
  const fresh = changedRecord({ ...place, state: 'unmarked', attempts: 0 }, { companion });
  const copies = await ports.journal.findCopies([hash]);
  const copy = copyToFollow(fresh, copies.get(hash) ?? []);
  return copy === undefined ? fresh : inPlaceOf(fresh, copy);
}

interface Hashes {
  readonly hash: ContentHash;
  readonly companion?: ContentHash;
}

async function hashesOf(ports: Ports, item: SourceItem): Promise<Hashes> {
  const version = itemVersion(item);
  const facts = (await ports.items.find([item.id])).get(item.id);
  const known = facts?.version === version ? facts : undefined;
  const { companion: other } = item;
  if (known?.hash !== undefined && (other === undefined || known.companion !== undefined)) {
    return { hash: known.hash, ...(known.companion === undefined ? {} : { companion: known.companion }) };
  }
  const hash = await hashOf(ports, item);
  const companion = other === undefined ? undefined : await hashOf(ports, other);
  const hashes = { hash, ...(companion === undefined ? {} : { companion }) };
  await remember(ports, item, hashes);
  return hashes;
}

/** So that what a person decided goes with the file where it is moved to. */
function remember({ items }: Ports, item: SourceItem, { hash, companion }: Hashes): Promise<void> {
  const { id, fileKey } = item;
  return items.save([
    {
      item: id,
      version: itemVersion(item),
      hash,
      ...(companion === undefined ? {} : { companion }),
      ...(fileKey === undefined ? {} : { fileKey }),
    },
  ]);
}

async function hashOf({ source, hasher }: Ports, part: SourcePart): Promise<ContentHash> {
  const hashing = hasher.start();
  for await (const piece of source.open(part, 0)) await hashing.update(piece);
  return hashing.finish();
}
