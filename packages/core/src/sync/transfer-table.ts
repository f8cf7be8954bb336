import { changedRecord } from './changed-record.ts';
import type { TransferRecord, TransferState } from './transfer-record.ts';
import type { Explanation, Labels, TransferStep, Trigger, TriggerType } from './transfer-step.ts';

/**
 * The one state machine of the product. Pure: the same record and trigger give the same step.
 * A trigger that a row cannot meet (an acknowledgement that comes after a reset) changes nothing: the next
 * check asks the destination for the truth.
 */
export function applyTrigger(record: TransferRecord, trigger: Trigger): TransferStep {
  const cell = table[record.state][trigger.type] as Cell<TriggerType>;
  return typeof cell === 'string' ? { kind: 'stays', because: cell } : cell(record, trigger);
}

/** A cell is why nothing changes, or what changes. */
type Cell<T extends TriggerType> =
  Explanation | ((record: TransferRecord, trigger: Extract<Trigger, { type: T }>) => TransferStep);
type Row = { readonly [T in TriggerType]: Cell<T> };

/** Rows are the state now, columns the trigger, in the order of the specification. */
const table: Readonly<Record<TransferState, Row>> = {
  unmarked: {
    'mark-by-hand': markByHand,
    'event-matches': (record, trigger) =>
      record.suppressEvents ? stays('events-suppressed') : markByEvent(record, trigger),
    'event-withdrawn': 'not-marked',
    reset: 'not-marked',
    sent: 'overtaken',
    'destination-has-it': 'overtaken',
    'send-failed': 'overtaken',
    'delete-pressed': 'not-there',
    deleted: 'overtaken',
    'delete-failed': 'overtaken',
    'removed-elsewhere': 'overtaken',
    'source-missing': 'not-marked',
    'source-back': 'not-marked',
  },
  marked: {
    'mark-by-hand': markByHand,
    'event-matches': (record, trigger) =>
      record.origin === 'manual' ? stays('marked-by-hand') : markByEvent(record, trigger),
    'event-withdrawn': withdraw,
    reset: unmark,
    sent: (record, { remoteId }) => finished(record, 'transferred', remoteId),
    'destination-has-it': (record, { remoteId }) => finished(record, 'already-there', remoteId),
    'send-failed': failSending,
    'delete-pressed': 'not-there',
    deleted: 'overtaken',
    'delete-failed': 'overtaken',
    'removed-elsewhere': removedElsewhere,
    'source-missing': sourceMissing,
    'source-back': sourceBack,
  },
  failed: {
    'mark-by-hand': markByHand,
    'event-matches': 'waits-already',
    'event-withdrawn': withdraw,
    reset: unmark,
    sent: (record, { remoteId }) => finished(record, 'transferred', remoteId),
    'destination-has-it': (record, { ours, remoteId }) =>
      finished(record, ours ? 'transferred' : 'already-there', remoteId),
    'send-failed': failSending,
    'delete-pressed': 'not-there',
    deleted: 'overtaken',
    'delete-failed': 'overtaken',
    'removed-elsewhere': removedElsewhere,
    'source-missing': sourceMissing,
    'source-back': sourceBack,
  },
  transferred: {
    'mark-by-hand': 'delete-it-first',
    'event-matches': 'sent-already',
    'event-withdrawn': 'sent-already',
    reset: 'delete-it-first',
    sent: 'overtaken',
    'destination-has-it': 'overtaken',
    'send-failed': 'overtaken',
    'delete-pressed': (record) => markForDeletion(record, 'transferred'),
    deleted: 'overtaken',
    'delete-failed': 'overtaken',
    'removed-elsewhere': 'overtaken',
    'source-missing': 'sent-already',
    'source-back': 'sent-already',
  },
  'already-there': {
    'mark-by-hand': 'is-there-already',
    'event-matches': 'is-there-already',
    'event-withdrawn': 'is-there-already',
    reset: unmark,
    sent: 'overtaken',
    'destination-has-it': 'overtaken',
    'send-failed': 'overtaken',
    'delete-pressed': (record, { ours }) =>
      ours ? markForDeletion(record, 'already-there') : stays('not-ours'),
    deleted: 'overtaken',
    'delete-failed': 'overtaken',
    'removed-elsewhere': 'overtaken',
    'source-missing': 'is-there-already',
    'source-back': 'is-there-already',
  },
  deleted: {
    'mark-by-hand': (record, trigger) =>
      trigger.confirmed ? markByHand({ ...record, force: true }, trigger) : asks('reset-and-send-again'),
    'event-matches': 'deleted-there',
    'event-withdrawn': 'deleted-there',
    reset: unmarkWithForce,
    sent: 'overtaken',
    'destination-has-it': 'overtaken',
    'send-failed': 'overtaken',
    'delete-pressed': 'deleted-there',
    deleted: 'overtaken',
    'delete-failed': 'overtaken',
    'removed-elsewhere': 'overtaken',
    'source-missing': 'deleted-there',
    'source-back': 'deleted-there',
  },
  'delete-marked': {
    'mark-by-hand': 'deletion-waits',
    'event-matches': 'deletion-waits',
    'event-withdrawn': 'deletion-waits',
    reset: undoDeletion,
    sent: 'overtaken',
    'destination-has-it': 'overtaken',
    'send-failed': 'overtaken',
    'delete-pressed': undoDeletion,
    deleted: deletedThere,
    'delete-failed': failDeleting,
    'removed-elsewhere': 'overtaken',
    'source-missing': 'deletion-waits',
    'source-back': 'deletion-waits',
  },
  'delete-failed': {
    'mark-by-hand': 'deletion-failed',
    'event-matches': 'deletion-failed',
    'event-withdrawn': 'deletion-failed',
    reset: unmarkWithForce,
    sent: 'overtaken',
    'destination-has-it': 'overtaken',
    'send-failed': 'overtaken',
    'delete-pressed': (record, { confirmed }) =>
      confirmed
        ? moved(record, { state: 'delete-marked', reason: undefined, attempts: 0, nextTry: undefined })
        : asks('delete-again-or-reset'),
    deleted: deletedThere,
    'delete-failed': (record, { reason }) => moved(record, { reason }),
    'removed-elsewhere': 'overtaken',
    'source-missing': 'deletion-failed',
    'source-back': 'deletion-failed',
  },
};

function markByHand(record: TransferRecord, labels: Labels): TransferStep {
  return marked(record, 'manual', labels);
}

function markByEvent(record: TransferRecord, trigger: Labels & { event: string }): TransferStep {
  return marked(record, { event: trigger.event }, trigger);
}

/** `force` and the place where an upload was interrupted stay. */
function marked(
  record: TransferRecord,
  origin: TransferRecord['origin'],
  { title, tags }: Labels,
): TransferStep {
  const fresh = { reason: undefined, suppressEvents: undefined, attempts: 0, nextTry: undefined };
  return moved(record, { ...fresh, state: 'marked', origin, title, tags });
}

function unmark(record: TransferRecord): TransferStep {
  const { item, hash, version, size, force, companion } = record;
  return moved(
    { item, hash, version, size, state: 'unmarked', suppressEvents: true, attempts: 0 },
    { force, companion },
  );
}

/** Without suppressing anything: another event may match it later. */
function withdraw(record: TransferRecord): TransferStep {
  if (record.origin === 'manual') return stays('marked-by-hand');
  const { item, hash, version, size, force, companion } = record;
  return moved({ item, hash, version, size, state: 'unmarked', attempts: 0 }, { force, companion });
}

function unmarkWithForce(record: TransferRecord): TransferStep {
  return unmark({ ...record, force: true });
}

function finished(
  record: TransferRecord,
  state: 'transferred' | 'already-there',
  remoteId: string | undefined,
): TransferStep {
  const done = { reason: undefined, force: undefined, attempts: 0, nextTry: undefined };
  return moved(record, { ...done, ...noHandle, state, remoteId });
}

const noHandle = { resume: undefined, resumeOf: undefined };

function failSending(
  record: TransferRecord,
  { reason, nextTry }: Extract<Trigger, { type: 'send-failed' }>,
): TransferStep {
  return moved(record, { state: 'failed', reason, attempts: record.attempts + 1, nextTry });
}

function failDeleting(
  record: TransferRecord,
  { reason, nextTry }: Extract<Trigger, { type: 'delete-failed' }>,
): TransferStep {
  const state = nextTry === undefined ? 'delete-failed' : 'delete-marked';
  return moved(record, { state, reason, attempts: record.attempts + 1, nextTry });
}

function markForDeletion(
  record: TransferRecord,
  previousState: 'transferred' | 'already-there',
): TransferStep {
  return moved(record, { state: 'delete-marked', previousState, attempts: 0, nextTry: undefined });
}

function undoDeletion(record: TransferRecord): TransferStep {
  const undone = { previousState: undefined, reason: undefined, attempts: 0, nextTry: undefined };
  return moved(record, { ...undone, state: record.previousState ?? 'transferred' });
}

function deletedThere(record: TransferRecord): TransferStep {
  const done = { previousState: undefined, reason: undefined, remoteId: undefined, attempts: 0 };
  return moved(record, { ...done, state: 'deleted', nextTry: undefined });
}

/** Decision 3: what the user threw away at the destination does not come back by itself. */
function removedElsewhere(record: TransferRecord): TransferStep {
  if (record.force) return stays('waits-already');
  const done = { remoteId: undefined, attempts: 0, nextTry: undefined };
  return moved(record, { ...done, ...noHandle, state: 'deleted', reason: 'removed-elsewhere' });
}

/** The job is dropped: a record with this reason waits for its file and nothing else. */
function sourceMissing(record: TransferRecord): TransferStep {
  return moved(record, { reason: 'source-missing', nextTry: undefined });
}

function sourceBack(record: TransferRecord): TransferStep {
  if (record.reason !== 'source-missing') return stays('waits-already');
  return moved(record, { state: 'marked', reason: undefined, attempts: 0, nextTry: undefined });
}

function stays(because: Explanation): TransferStep {
  return { kind: 'stays', because };
}

function asks(question: Extract<TransferStep, { kind: 'asks' }>['question']): TransferStep {
  return { kind: 'asks', question };
}

function moved(record: TransferRecord, changes: Parameters<typeof changedRecord>[1]): TransferStep {
  return { kind: 'moved', record: changedRecord(record, changes) };
}
