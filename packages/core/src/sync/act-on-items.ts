import type { ContentHash } from '../photo/content-hash.ts';
import { inPlaceOf, leaderOf } from './inherit.ts';
import type { SyncPorts } from './sync-options.ts';
import type { TransferRecord } from './transfer-record.ts';
import type { Explanation, Question, Trigger } from './transfer-step.ts';
import { applyTrigger } from './transfer-table.ts';

/** What a person can do to an item. */
export type Action = Extract<Trigger, { type: 'mark-by-hand' | 'reset' | 'delete-pressed' }>;

/** What came of it: another state, an explanation why nothing changes, or a question to answer first. */
export interface ActionResult {
  readonly item: string;
  readonly record: TransferRecord;
  readonly because?: Explanation;
  readonly asks?: Question;
}

/**
 * Does this to each record and to all copies of its bytes: they are one photo, and where they are in different states
 * the most telling one counts. What changes survives a power cut when this resolves. The records must be the newest;
 * nothing may be in flight (`KeepSyncing.between`).
 * `isOurs`: whether the destination says that a copy there is this account's; asked for deletions only.
 */
export async function actOnItems(
  { journal, source }: Pick<SyncPorts, 'journal' | 'source'>,
  records: readonly TransferRecord[],
  { action, isOurs }: { readonly action: Action; readonly isOurs: (hash: ContentHash) => boolean },
): Promise<readonly ActionResult[]> {
  const copies = await journal.findCopies(records.map(({ hash }) => hash));
  const acts = records.map((record) => {
    const all = [record, ...(copies.get(record.hash) ?? []).filter(({ item }) => item !== record.item)];
    const leader = leaderOf(all) ?? record;
    const result = act(leader, withOwner(action, leader, isOurs));
    const moved = result.record === leader ? [] : all.map((copy) => inPlaceOf(copy, result.record));
    return { result: { ...result, item: record.item, record: moved[0] ?? record }, moved };
  });
  const changed = acts.flatMap(({ moved }) => moved);
  if (changed.length > 0) {
    // What came meanwhile (a video beside its picture) counts again for what was undone.
    for (const { item } of changed) source.doubt?.(item);
    await journal.save(changed);
    await journal.sync();
  }
  return acts.map(({ result }) => result);
}

function withOwner(action: Action, { hash }: TransferRecord, isOurs: (hash: ContentHash) => boolean): Action {
  return action.type === 'delete-pressed' ? { ...action, ours: action.ours ?? isOurs(hash) } : action;
}

function act(record: TransferRecord, action: Action): ActionResult {
  const { item } = record;
  const step = applyTrigger(record, action);
  if (step.kind === 'moved') return { item, record: step.record };
  return { item, record, ...(step.kind === 'asks' ? { asks: step.question } : { because: step.because }) };
}
