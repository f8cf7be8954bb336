import { parseContentHash, type ContentHash } from '@homeroll/core/photo/content-hash';
import type { TransferRecord, TransferState } from '@homeroll/core/sync/transfer-record';

/** A hash that can be told from others. */
export function hashNumber(number: number): ContentHash {
  return parseContentHash(number.toString(16).padStart(64, '0'))!;
}

/** A record as the engine makes it, in this state; marked and failed ones by hand. */
export function recordIn(state: TransferState, more: Partial<TransferRecord> = {}): TransferRecord {
  const origin = state === 'marked' || state === 'failed' ? { origin: 'manual' as const } : {};
  const base = { item: 'a.jpg', hash: hashNumber(1), version: 'v1', size: 10, attempts: 0 };
  return { ...base, state, ...origin, ...more };
}
