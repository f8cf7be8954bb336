import type { TransferRecord } from './transfer-record.ts';

type Changes = { readonly [K in keyof TransferRecord]?: TransferRecord[K] | undefined };

/** `undefined` takes a field away: records hold what is, so that equal records are equal texts. */
export function changedRecord(record: TransferRecord, changes: Changes): TransferRecord {
  const fields = Object.entries({ ...record, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as unknown as TransferRecord;
}
