import { describe, expect, it } from 'vitest';
import { applyTrigger } from '@homeroll/core/sync/transfer-table';
import type { TransferStep, Trigger } from '@homeroll/core/sync/transfer-step';
import { transferStates, type TransferRecord, type TransferState } from '@homeroll/core/sync/transfer-record';
import { recordIn } from './records.ts';

/**
 * The table of the specification, in its own order. A cell is the next state, `.` for "nothing changes", `–` for
 * "cannot happen" (nothing changes either), `?` for a question; what a cell does besides is tested further down.
 */
const columns: readonly Trigger[] = [
  { type: 'mark-by-hand' },
  { type: 'event-matches', event: 'e' },
  { type: 'reset' },
  { type: 'sent' },
  { type: 'destination-has-it', ours: false },
  { type: 'destination-has-it', ours: true },
  { type: 'send-failed', reason: 'unreachable', nextTry: 1 },
  { type: 'delete-pressed', ours: false },
  { type: 'delete-pressed', ours: true },
  { type: 'deleted' },
  { type: 'delete-failed', reason: 'missing' },
  { type: 'delete-failed', reason: 'unreachable', nextTry: 1 },
  { type: 'removed-elsewhere' },
  { type: 'source-missing' },
  { type: 'source-back' },
];
const m = 'marked';
const u = 'unmarked';
const t = 'transferred';
const there = 'already-there';
const dm = 'delete-marked';
const df = 'delete-failed';
const rows: Readonly<Record<TransferState, readonly string[]>> = {
  //                 hand event reset sent has  ours   fail     del  del! deleted    d-fail d-later gone       missing   back
  unmarked: [m, m, '.', '–', '–', '–', '–', '.', '.', '–', '–', '–', '–', '.', '.'],
  marked: [m, '.', u, t, there, there, 'failed', '.', '.', '–', '–', '–', 'deleted', 'marked', '.'],
  failed: [m, '.', u, t, there, t, 'failed', '.', '.', '–', '–', '–', 'deleted', 'failed', '.'],
  transferred: ['.', '.', '.', '–', '–', '–', '–', dm, dm, '–', '–', '–', '–', '.', '.'],
  'already-there': ['.', '.', u, '–', '–', '–', '–', '.', dm, '–', '–', '–', '–', '.', '.'],
  deleted: ['?', '.', u, '–', '–', '–', '–', '.', '.', '–', '–', '–', '–', '.', '.'],
  'delete-marked': ['.', '.', t, '–', '–', '–', '–', t, t, 'deleted', df, dm, '–', '.', '.'],
  'delete-failed': ['.', '.', u, '–', '–', '–', '–', '?', '?', 'deleted', df, df, '–', '.', '.'],
};

describe.each(transferStates.map((state) => [state] as const))('P35 an item that is %s', (state) => {
  it.each(columns.map((trigger, column) => [wordsFor(trigger), trigger, rows[state][column]] as const))(
    'meets %s',
    (_words, trigger, cell) => {
      expect(cellOf(applyTrigger(recordIn(state), trigger))).toBe(cell === '–' ? '.' : cell);
    },
  );
});

describe('marking', () => {
  it('P47 by hand replaces title and tags and starts the attempts anew', () => {
    const failed = recordIn('failed', {
      attempts: 7,
      reason: 'timeout',
      nextTry: 5,
      title: 'old',
      tags: ['x'],
    });
    expect(after(failed, { type: 'mark-by-hand', title: 'new' })).toEqual(
      recordIn('marked', { origin: 'manual', title: 'new', attempts: 0 }),
    );
  });

  it('P29 by an event carries the event and its title and tags', () => {
    const marked = after(recordIn('unmarked'), {
      type: 'event-matches',
      event: 'e',
      title: 'T',
      tags: ['a'],
    });
    expect(marked).toMatchObject({ origin: { event: 'e' }, title: 'T', tags: ['a'] });
  });

  it('by an event refreshes what an event marked, and leaves alone what a person marked', () => {
    const byEvent = recordIn('marked', { origin: { event: 'e' }, title: 'old' });
    expect(after(byEvent, { type: 'event-matches', event: 'e', title: 'new' }).title).toBe('new');
    expect(
      applyTrigger(recordIn('marked', { origin: 'manual' }), { type: 'event-matches', event: 'e' }),
    ).toEqual({
      kind: 'stays',
      because: 'marked-by-hand',
    });
  });

  it('after a reset is left to people (decision 1)', () => {
    const reset = after(recordIn('marked', { origin: { event: 'e' } }), { type: 'reset' });
    expect(applyTrigger(reset, { type: 'event-matches', event: 'e' })).toEqual({
      kind: 'stays',
      because: 'events-suppressed',
    });
    expect(after(reset, { type: 'mark-by-hand' })).not.toHaveProperty('suppressEvents');
  });

  it('P65 of a deleted item asks first, and then sends it by force', () => {
    const deleted = recordIn('deleted');
    expect(applyTrigger(deleted, { type: 'mark-by-hand' })).toEqual({
      kind: 'asks',
      question: 'reset-and-send-again',
    });
    expect(after(deleted, { type: 'mark-by-hand', confirmed: true })).toMatchObject({
      state: 'marked',
      force: true,
    });
    const reset = after(deleted, { type: 'reset' });
    expect(after(reset, { type: 'mark-by-hand' })).toMatchObject({ state: 'marked', force: true });
  });
});

describe('sending', () => {
  it('keeps its place and its attempts while it fails, and drops them when it is done', () => {
    const failed = after(recordIn('marked', { resume: 'h' }), {
      type: 'send-failed',
      reason: 'timeout',
      nextTry: 9,
    });
    expect(failed).toMatchObject({ attempts: 1, nextTry: 9, reason: 'timeout', resume: 'h' });
    const sent = after(failed, { type: 'sent', remoteId: '7' });
    expect(sent).toEqual(recordIn('transferred', { remoteId: '7', origin: 'manual' }));
  });

  it('of what was thrown away there ends in deleted, unless it is forced (decision 3)', () => {
    const gone = { type: 'removed-elsewhere' } as const;
    expect(after(recordIn('marked'), gone)).toMatchObject({ state: 'deleted', reason: 'removed-elsewhere' });
    expect(applyTrigger(recordIn('marked', { force: true }), gone).kind).toBe('stays');
  });

  it('is dropped while the source is missing and taken up when it is back', () => {
    const missing = after(recordIn('failed', { attempts: 3, nextTry: 4 }), { type: 'source-missing' });
    expect(missing).toMatchObject({ state: 'failed', reason: 'source-missing' });
    expect(missing).not.toHaveProperty('nextTry');
    expect(after(missing, { type: 'source-back' })).toEqual(recordIn('marked', { origin: 'manual' }));
  });
});

describe('deleting', () => {
  it('is undone to where it came from', () => {
    for (const state of ['transferred', 'already-there'] as const) {
      const pressed = after(recordIn(state), { type: 'delete-pressed', ours: true });
      expect(after(pressed, { type: 'reset' })).toEqual(recordIn(state));
    }
  });

  it('P40 that failed asks, and tries again when told to', () => {
    const failed = recordIn('delete-failed', { reason: 'missing', previousState: 'transferred' });
    expect(applyTrigger(failed, { type: 'delete-pressed' })).toEqual({
      kind: 'asks',
      question: 'delete-again-or-reset',
    });
    const again = after(failed, { type: 'delete-pressed', confirmed: true });
    expect(again).toMatchObject({ state: 'delete-marked', attempts: 0 });
    expect(again).not.toHaveProperty('reason');
  });

  it('P38 is not offered for a copy that is somebody else’s', () => {
    expect(applyTrigger(recordIn('already-there'), { type: 'delete-pressed', ours: false })).toEqual({
      kind: 'stays',
      because: 'not-ours',
    });
  });
});

function after(record: TransferRecord, trigger: Trigger): TransferRecord {
  const step = applyTrigger(record, trigger);
  if (step.kind !== 'moved') throw new Error(`nothing moved: ${JSON.stringify(step)}`);
  return step.record;
}

function cellOf(step: TransferStep): string {
  if (step.kind === 'stays') return '.';
  return step.kind === 'asks' ? '?' : step.record.state;
}

function wordsFor({ type, ...more }: Trigger): string {
  const details = Object.entries(more).map(([key, value]) => `${key} ${String(value)}`);
  return [type, ...details].join(', ');
}
