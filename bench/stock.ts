import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The SHA-256 of the item at a place in a stock. */
export function stockHash(place: number): string {
  return createHash('sha256')
    .update(`stock ${String(place)}`)
    .digest('hex');
}

/** Puts items straight into a catalog whose server is not running, as if all their work was done long ago. */
export function addStock(dataFolder: string, hashes: Iterable<string>): void {
  const database = new DatabaseSync(join(dataFolder, 'catalog.sqlite'));
  const insert = database.prepare(`
    insert into items (owner_id, hash, size, path, path_key, file_name, media_type, kind, width, height, day, second,
      taken_source, received_at, sidecar, derived, facts)
    values ((select min(id) from users), :hash, 200000, :path, :path, :name, 'image/jpeg', 'photo', 4000, 3000, :day,
      :second, 'exif', 1700000000000, 'none', 'made', '{}')`);
  database.exec('begin');
  let place = 0;
  for (const hash of hashes) {
    const [day, second] = [14_000 + (place % 5000), (place * 7) % 86_400];
    const name = `STOCK_${String(place)}.jpg`;
    insert.run({ hash, name, path: `anna/stock/${String(day)}/${name}`, day, second });
    place += 1;
  }
  database.exec('commit');
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
}

export function* stockHashes(items: number): Iterable<string> {
  for (let place = 0; place < items; place += 1) yield stockHash(place);
}
