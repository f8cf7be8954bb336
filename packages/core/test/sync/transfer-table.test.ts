import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reasonWords } from '@homeroll/core/sync/reason-words';
import type { Reason } from '@homeroll/core/sync/reason';
import { applyTrigger } from '@homeroll/core/sync/transfer-table';
import type { TransferStep, Trigger } from '@homeroll/core/sync/transfer-step';
import { transferStates, type TransferRecord, type TransferState } from '@homeroll/core/sync/transfer-record';
import { recordIn } from './records.ts';

/**
 * The columns of the specification, where a cell makes a difference of cases one for each, and the triggers of its
 * second table behind them.
 */
const columns = {
  'mark by hand': { type: 'mark-by-hand' },
  'mark by hand, confirmed': { type: 'mark-by-hand', confirmed: true },
  'event matches': { type: 'event-matches', event: 'e' },
  reset: { type: 'reset' },
  sent: { type: 'sent' },
  'destination has it': { type: 'destination-has-it', ours: false },
  'destination has it, the copy is ours': { type: 'destination-has-it', ours: true },
  'send failed': { type: 'send-failed', reason: 'unreachable', nextTry: 1 },
  'delete pressed': { type: 'delete-pressed', ours: false },
  'delete pressed, the destination says it is ours': { type: 'delete-pressed', ours: true },
  'delete pressed, confirmed': { type: 'delete-pressed', ours: false, confirmed: true },
  deleted: { type: 'deleted' },
  'delete failed for good': { type: 'delete-failed', reason: 'missing' },
  'delete failed for now': { type: 'delete-failed', reason: 'unreachable', nextTry: 1 },
  'thrown away at the destination': { type: 'removed-elsewhere' },
  'source file disappears': { type: 'source-missing' },
  'source file comes back': { type: 'source-back' },
  'no event matches any more': { type: 'event-withdrawn' },
} as const satisfies Readonly<Record<string, Trigger>>;
type Column = keyof typeof columns;

/**
 * A cell is the next state with what is set besides, `. why` where nothing changes, `? what` for a question. Cells
 * that the specification leaves out (`–`) are not written down: nothing changes, the trigger comes too late.
 */
const tooLate = '. overtaken';
const rows: Readonly<Record<TransferState, { readonly [C in Column]?: string }>> = {
  unmarked: {
    'mark by hand': 'marked',
    'mark by hand, confirmed': 'marked',
    'event matches': 'marked',
    reset: '. not-marked',
    'delete pressed': '. not-there',
    'delete pressed, the destination says it is ours': '. not-there',
    'delete pressed, confirmed': '. not-there',
    'source file disappears': '. not-marked',
    'source file comes back': '. not-marked',
    'no event matches any more': '. not-marked',
  },
  marked: {
    'mark by hand': 'marked',
    'mark by hand, confirmed': 'marked',
    'event matches': '. marked-by-hand',
    reset: 'unmarked + suppress',
    sent: 'transferred',
    'destination has it': 'already-there',
    'destination has it, the copy is ours': 'already-there',
    'send failed': 'failed',
    'delete pressed': '. not-there',
    'delete pressed, the destination says it is ours': '. not-there',
    'delete pressed, confirmed': '. not-there',
    'thrown away at the destination': 'deleted',
    'source file disappears': 'marked',
    'source file comes back': '. waits-already',
    'no event matches any more': '. marked-by-hand',
  },
  failed: {
    'mark by hand': 'marked',
    'mark by hand, confirmed': 'marked',
    'event matches': '. waits-already',
    reset: 'unmarked + suppress',
    sent: 'transferred',
    'destination has it': 'already-there',
    'destination has it, the copy is ours': 'transferred',
    'send failed': 'failed',
    'delete pressed': '. not-there',
    'delete pressed, the destination says it is ours': '. not-there',
    'delete pressed, confirmed': '. not-there',
    'thrown away at the destination': 'deleted',
    'source file disappears': 'failed',
    'source file comes back': '. waits-already',
    'no event matches any more': '. marked-by-hand',
  },
  transferred: {
    'mark by hand': '. delete-it-first',
    'mark by hand, confirmed': '. delete-it-first',
    'event matches': '. sent-already',
    reset: '. delete-it-first',
    'delete pressed': 'delete-marked',
    'delete pressed, the destination says it is ours': 'delete-marked',
    'delete pressed, confirmed': 'delete-marked',
    'source file disappears': '. sent-already',
    'source file comes back': '. sent-already',
    'no event matches any more': '. sent-already',
  },
  'already-there': {
    'mark by hand': '. is-there-already',
    'mark by hand, confirmed': '. is-there-already',
    'event matches': '. is-there-already',
    reset: 'unmarked + suppress',
    'delete pressed': '. not-ours',
    'delete pressed, the destination says it is ours': 'delete-marked',
    'delete pressed, confirmed': '. not-ours',
    'source file disappears': '. is-there-already',
    'source file comes back': '. is-there-already',
    'no event matches any more': '. is-there-already',
  },
  deleted: {
    'mark by hand': '? reset-and-send-again',
    'mark by hand, confirmed': 'marked + force',
    'event matches': '. deleted-there',
    reset: 'unmarked + suppress + force',
    'delete pressed': '. deleted-there',
    'delete pressed, the destination says it is ours': '. deleted-there',
    'delete pressed, confirmed': '. deleted-there',
    'source file disappears': '. deleted-there',
    'source file comes back': '. deleted-there',
    'no event matches any more': '. deleted-there',
  },
  'delete-marked': {
    'mark by hand': '. deletion-waits',
    'mark by hand, confirmed': '. deletion-waits',
    'event matches': '. deletion-waits',
    reset: 'transferred',
    'delete pressed': 'transferred',
    'delete pressed, the destination says it is ours': 'transferred',
    'delete pressed, confirmed': 'transferred',
    deleted: 'deleted',
    'delete failed for good': 'delete-failed',
    'delete failed for now': 'delete-marked',
    'source file disappears': '. deletion-waits',
    'source file comes back': '. deletion-waits',
    'no event matches any more': '. deletion-waits',
  },
  'delete-failed': {
    'mark by hand': '. deletion-failed',
    'mark by hand, confirmed': '. deletion-failed',
    'event matches': '. deletion-failed',
    reset: 'unmarked + suppress + force',
    'delete pressed': '? delete-again-or-reset',
    'delete pressed, the destination says it is ours': '? delete-again-or-reset',
    'delete pressed, confirmed': 'delete-marked',
    deleted: 'deleted',
    'delete failed for good': 'delete-failed',
    'delete failed for now': 'delete-failed',
    'source file disappears': '. deletion-failed',
    'source file comes back': '. deletion-failed',
    'no event matches any more': '. deletion-failed',
  },
};

describe('transfer-states.md, table 1', () => {
  describe.each(transferStates.map((state) => [state] as const))('P35 row “%s”', (state) => {
    const cells = Object.entries(columns) as [Column, Trigger][];
    it.each(cells.map(([name, trigger]) => [name, rows[state][name] ?? tooLate, trigger] as const))(
      '%s → %s',
      (_name, cell, trigger) => {
        expect(cellOf(applyTrigger(recordIn(state), trigger))).toBe(cell);
      },
    );
  });

  describe('what a cell does besides', () => {
    it('P47 marked, mark by hand: metadata replaced', () => {
      const labels = { title: 'old', tags: ['x'], reason: 'timeout', nextTry: 5 } as const;
      const again = after(recordIn('marked', labels), { type: 'mark-by-hand', title: 'new' });
      expect(again).toEqual(recordIn('marked', { title: 'new' }));
    });

    it('P47 failed, mark by hand: attempts = 0', () => {
      const failed = recordIn('failed', { attempts: 7, reason: 'timeout', nextTry: 5, tags: ['x'] });
      expect(after(failed, { type: 'mark-by-hand' })).toEqual(recordIn('marked'));
    });

    it('P29 unmarked, event matches: the event with its title and tags is attached', () => {
      const trigger = { type: 'event-matches', event: 'e', title: 'T', tags: ['a'] } as const;
      expect(after(recordIn('unmarked'), trigger)).toEqual(
        recordIn('marked', { origin: { event: 'e' }, title: 'T', tags: ['a'] }),
      );
    });

    it('marked, event matches: metadata refreshed if origin is an event', () => {
      const byEvent = recordIn('marked', { origin: { event: 'e' }, title: 'old', tags: ['old'] });
      expect(after(byEvent, { type: 'event-matches', event: 'f', title: 'new' })).toEqual(
        recordIn('marked', { origin: { event: 'f' }, title: 'new' }),
      );
    });

    it('unmarked, event matches: not where a reset suppresses events; by hand it is marked all the same', () => {
      const reset = recordIn('unmarked', { suppressEvents: true });
      const match = { type: 'event-matches', event: 'e' } as const;
      expect(cellOf(applyTrigger(reset, match))).toBe('. events-suppressed');
      expect(after(reset, { type: 'mark-by-hand' })).toEqual(recordIn('marked'));
    });

    it('failed, send failed: attempts are counted, the reason is the newest, the upload keeps its place', () => {
      const failed = recordIn('failed', { attempts: 2, reason: 'timeout', nextTry: 5, resume: 'h' });
      const again = after(failed, { type: 'send-failed', reason: 'server-error', nextTry: 9 });
      expect(again).toEqual({ ...failed, attempts: 3, reason: 'server-error', nextTry: 9 });
      expect(after(failed, { type: 'send-failed', reason: 'too-large' })).not.toHaveProperty('nextTry');
    });

    it('sent: nothing is left of the attempts, title and tags stay, the remote id is kept', () => {
      const waiting = { attempts: 3, reason: 'timeout', nextTry: 5, resume: 'h', force: true } as const;
      const failed = recordIn('failed', { ...waiting, title: 'T', tags: ['a'] });
      expect(after(failed, { type: 'sent', remoteId: '7' })).toEqual(
        recordIn('transferred', { origin: 'manual', title: 'T', tags: ['a'], remoteId: '7' }),
      );
    });

    it('P65 deleted, reset: force on next mark', () => {
      const reset = after(recordIn('deleted', { reason: 'removed-elsewhere' }), { type: 'reset' });
      expect(after(reset, { type: 'mark-by-hand' })).toEqual(recordIn('marked', { force: true }));
    });

    it.each(['transferred', 'already-there'] as const)(
      'delete-marked, delete pressed or reset: undo → %s as it was',
      (state) => {
        const before = recordIn(state, { title: 'T', remoteId: '7' });
        const pressed = after(before, { type: 'delete-pressed', ours: true });
        const failedOnce = after(pressed, { type: 'delete-failed', reason: 'timeout', nextTry: 9 });
        for (const record of [pressed, failedOnce]) {
          expect(after(record, { type: 'reset' })).toEqual(before);
          expect(after(record, { type: 'delete-pressed' })).toEqual(before);
        }
      },
    );

    it('P40 delete-failed, delete pressed, “try again” → delete-marked without the reason', () => {
      const failed = recordIn('delete-failed', {
        reason: 'timeout',
        previousState: 'transferred',
        attempts: 2,
      });
      const again = after(failed, { type: 'delete-pressed', confirmed: true });
      expect(again).toEqual(recordIn('delete-marked', { previousState: 'transferred' }));
    });

    it('deleted: the remote id goes, so that nobody looks for it', () => {
      const marked = recordIn('delete-marked', { remoteId: '7', previousState: 'transferred' });
      expect(after(marked, { type: 'deleted' })).toEqual(recordIn('deleted'));
    });

    it('source file disappears: the job is dropped, and taken up as new when it is back', () => {
      const missing = after(recordIn('failed', { attempts: 3, nextTry: 4 }), { type: 'source-missing' });
      expect(missing).toEqual(recordIn('failed', { attempts: 3, reason: 'source-missing' }));
      expect(after(missing, { type: 'source-back' })).toEqual(recordIn('marked'));
    });

    it('no event matches any more: unmarked without suppression, so that another event may match', () => {
      const byEvent = { origin: { event: 'e' }, title: 'T', reason: 'timeout', nextTry: 1 } as const;
      for (const state of ['marked', 'failed'] as const) {
        const free = after(recordIn(state, byEvent), { type: 'event-withdrawn' });
        expect(free).toEqual(recordIn('unmarked'));
      }
    });
  });
});

const records: fc.Arbitrary<TransferRecord> = fc
  .record(
    {
      state: fc.constantFrom(...transferStates),
      reason: fc.constantFrom(...(Object.keys(reasonWords) as Reason[])),
      origin: fc.constantFrom('manual' as const, { event: 'e' }),
      suppressEvents: fc.constant(true as const),
      force: fc.constant(true as const),
      previousState: fc.constantFrom('transferred' as const, 'already-there' as const),
      attempts: fc.nat(9),
      nextTry: fc.nat(9),
      resume: fc.string(),
    },
    { requiredKeys: ['state', 'attempts'] },
  )
  .map(({ state, ...more }) => recordIn(state, more));
const triggers = fc.constantFrom<Trigger>(...Object.values(columns));

describe('whatever the record and the trigger', () => {
  it('the step is pure, and of the same bytes of the same item', () => {
    fc.assert(
      fc.property(records, triggers, (record, trigger) => {
        const before = structuredClone(record);
        const step = applyTrigger(record, trigger);
        expect(record).toEqual(before);
        expect(applyTrigger(record, trigger)).toEqual(step);
        const { item, hash, version, size } = step.kind === 'moved' ? step.record : record;
        expect([item, hash, version, size]).toEqual([record.item, record.hash, record.version, record.size]);
      }),
    );
  });

  it('P65 nothing but a person brings back what was deleted', () => {
    fc.assert(
      fc.property(records, fc.array(triggers, { maxLength: 12 }), (record, series) => {
        const deleted = { ...record, state: 'deleted' as const };
        const byTheWorld = series.filter(({ type }) => !['mark-by-hand', 'reset'].includes(type));
        expect(byTheWorld.reduce(next, deleted)).toEqual(deleted);
      }),
    );
  });

  it('P38 only a person’s “delete” leads to a deletion', () => {
    fc.assert(
      fc.property(records, triggers, (record, trigger) => {
        fc.pre(record.state !== 'delete-marked');
        const { state } = next(record, trigger);
        if (state === 'delete-marked') expect(trigger.type).toBe('delete-pressed');
      }),
    );
  });

  it('after a reset no event marks it until a person does (decision 1)', () => {
    fc.assert(
      fc.property(fc.array(triggers, { maxLength: 12 }), (series) => {
        const reset = after(recordIn('marked'), { type: 'reset' });
        const withoutHands = series.filter(({ type }) => type !== 'mark-by-hand');
        expect(withoutHands.reduce(next, reset)).toEqual(reset);
      }),
    );
  });

  it('green is only what was sent, or was there and is ours', () => {
    fc.assert(
      fc.property(records, triggers, (record, trigger) => {
        fc.pre(record.state !== 'transferred' && record.state !== 'delete-marked');
        if (next(record, trigger).state !== 'transferred') return;
        expect(['sent', 'destination-has-it']).toContain(trigger.type);
        expect(['marked', 'failed']).toContain(record.state);
      }),
    );
  });
});

function next(record: TransferRecord, trigger: Trigger): TransferRecord {
  const step = applyTrigger(record, trigger);
  return step.kind === 'moved' ? step.record : record;
}

function after(record: TransferRecord, trigger: Trigger): TransferRecord {
  const step = applyTrigger(record, trigger);
  if (step.kind !== 'moved') throw new Error(`nothing moved: ${JSON.stringify(step)}`);
  return step.record;
}

function cellOf(step: TransferStep): string {
  if (step.kind === 'stays') return `. ${step.because}`;
  if (step.kind === 'asks') return `? ${step.question}`;
  const { state, suppressEvents, force } = step.record;
  return [state, ...(suppressEvents ? ['suppress'] : []), ...(force ? ['force'] : [])].join(' + ');
}
