import type { ContentHash } from '../photo/content-hash.ts';
import type { Journal } from '../ports/journal.ts';
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
 * Does this to each record and to the copies of its bytes that are in the same state: they are one photo. What changes survives a
 * power cut when this resolves. The records must be the newest; nothing may be in flight (`KeepSyncing.between`).
 * `isOurs`: whether the destination says that a copy there is this account's; asked for deletions only.
 */
export async function actOnItems(
  journal: Journal,
  records: readonly TransferRecord[],
  { action, isOurs }: { readonly action: Action; readonly isOurs: (hash: ContentHash) => boolean },
): Promise<readonly ActionResult[]> {
  const results = records.map((record) => act(record, withOwner(action, record, isOurs)));
  const moved = records.filter((record, place) => results[place]?.record !== record);
  if (moved.length === 0) return results;
  const before = new Map(moved.map((record) => [record.hash, record.state]));
  const copies = [...(await journal.findCopies([...before.keys()])).values()].flat();
  const followers = copies
    .filter(
      ({ item, hash, state }) => state === before.get(hash) && records.every((one) => one.item !== item),
    )
    .map((copy) => act(copy, withOwner(action, copy, isOurs)));
  await journal.save([...results, ...followers].map(({ record }) => record));
  await journal.sync();
  return results;
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
