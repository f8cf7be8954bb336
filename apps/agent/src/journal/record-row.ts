import { parseContentHash } from '@homeroll/core/photo/content-hash';
import { transferStates, type TransferRecord } from '@homeroll/core/sync/transfer-record';

/** A record as it lies in the table: what is asked for in columns of its own, the rest as one JSON text. */
export interface RecordRow {
  readonly item: string;
  readonly hash: Uint8Array;
  readonly version: string;
  readonly size: number;
  readonly state: string;
  readonly attempts: number;
  readonly next_try: number | null;
  readonly more: string | null;
}

export function rowFromRecord(
  record: TransferRecord,
): Record<keyof RecordRow, string | number | Uint8Array | null> {
  const { item, hash, version, size, state, attempts, nextTry, ...more } = record;
  return {
    item,
    hash: Buffer.from(hash, 'hex'),
    version,
    size,
    state,
    attempts,
    next_try: nextTry ?? null,
    more: Object.keys(more).length === 0 ? null : JSON.stringify(more),
  };
}

/** Throws a `RangeError` for what no version of this program has written. */
export function recordFromRow(row: RecordRow): TransferRecord {
  const hash = parseContentHash(Buffer.from(row.hash).toString('hex'));
  const state = transferStates.find((name) => name === row.state);
  if (hash === undefined || state === undefined) throw new RangeError(`no record of a transfer: ${row.item}`);
  const { item, version, size, attempts } = row;
  return {
    item,
    hash,
    version,
    size,
    state,
    attempts,
    ...(row.next_try === null ? {} : { nextTry: row.next_try }),
    ...(row.more === null ? {} : (JSON.parse(row.more) as Partial<TransferRecord>)),
  };
}
