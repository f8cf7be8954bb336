import type { CancelSignal } from '../ports/cancel-signal.ts';
import type { FileStore } from '../ports/file-store.ts';
import type { PublishedRecord } from './plan-publishing.ts';

/** So many are looked at in one check: the newest, and others in turn until all were looked at. */
const newest = 20;
const others = 80;

/**
 * Those of the records whose file does not lie at the place as it was sent: somebody deleted or cut it there. `turn`
 * counts the checks. Throws a `DestinationError`.
 */
export async function missingAt(
  store: FileStore,
  records: readonly PublishedRecord[],
  { turn, signal }: { readonly turn: number; readonly signal: CancelSignal },
): Promise<readonly PublishedRecord[]> {
  const missing: PublishedRecord[] = [];
  for (const record of inTurn(records, turn)) {
    if (signal.aborted) break;
    const there = await store.stat(record.storePath, signal);
    if (there?.size !== record.size) missing.push(record);
  }
  return missing;
}

function inTurn(records: readonly PublishedRecord[], turn: number): readonly PublishedRecord[] {
  const sent = records.filter(({ version }) => version !== undefined);
  const [latest, rest] = [sent.slice(-newest), sent.slice(0, -newest)];
  const from = rest.length <= others ? 0 : (turn * others) % rest.length;
  return [...latest, ...rest.slice(from, from + others)];
}
