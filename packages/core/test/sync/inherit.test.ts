import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heritageOf, leaderOf } from '@homeroll/core/sync/inherit';
import { transferStates, type TransferRecord } from '@homeroll/core/sync/transfer-record';
import { hashNumber, recordIn } from './records.ts';

const fresh = recordIn('unmarked', { item: 'new.jpg', version: 'v2', size: 10 });
const byEvent = { origin: { event: 'e' } } as const;

describe('a file under a new name', () => {
  it.each([
    ['was reset (decision 1)', recordIn('unmarked', { suppressEvents: true })],
    ['was deleted there', recordIn('deleted', { reason: 'removed-elsewhere' })],
    ['is to be deleted there', recordIn('delete-marked', { previousState: 'transferred' })],
    ['could not be deleted there', recordIn('delete-failed', { reason: 'may-not-delete' })],
    ['was marked by a person', recordIn('marked', { title: 'T', tags: ['t'] })],
    ['was marked by a person and failed', recordIn('failed', { reason: 'timeout', nextTry: 5, attempts: 3 })],
    ['was sent', recordIn('transferred', { remoteId: '7' })],
    ['was there already', recordIn('already-there')],
    ['is to be sent by force once it is marked', recordIn('unmarked', { force: true })],
  ])('that %s is in the same state, in its own place', (_words, known) => {
    const place = { item: 'new.jpg', version: 'v2' };
    expect(heritageOf(fresh, [known])).toEqual({ ...known, ...place });
  });

  it.each([
    ['is unmarked', recordIn('unmarked')],
    ['was marked by an event', recordIn('marked', byEvent)],
    ['was marked by an event and failed', recordIn('failed', { ...byEvent, reason: 'timeout' })],
  ])('that %s is for the events to judge anew', (_words, known) => {
    expect(heritageOf(fresh, [known])).toBeUndefined();
  });

  it('that is here is not missing, whatever became of its copy', () => {
    for (const state of ['marked', 'failed'] as const) {
      const missing = recordIn(state, { reason: 'source-missing', title: 'T', attempts: 3 });
      expect(heritageOf(fresh, [missing])).toEqual(
        recordIn('marked', { ...namesOf(fresh), title: 'T', attempts: 0 }),
      );
    }
  });

  it('has the other half that it has now', () => {
    const companion = hashNumber(9);
    const pair = recordIn('marked', { companion });
    expect(heritageOf(fresh, [pair])).not.toHaveProperty('companion');
    expect(heritageOf({ ...fresh, companion }, [recordIn('marked')])).toHaveProperty('companion', companion);
  });

  it('that a person marked here, or wants by force, is what that person said', () => {
    const deleted = recordIn('deleted');
    expect(heritageOf(recordIn('marked', { item: 'new.jpg' }), [deleted])).toBeUndefined();
    expect(heritageOf({ ...fresh, force: true }, [deleted])).toBeUndefined();
  });

  it('does not inherit from itself', () => {
    expect(heritageOf(fresh, [recordIn('deleted', { item: fresh.item })])).toBeUndefined();
    expect(heritageOf(fresh, [])).toBeUndefined();
  });
});

describe('of several copies', () => {
  it('what a person decided comes before what is done, and that before what waits', () => {
    const order = [
      'delete-marked',
      'delete-failed',
      'deleted',
      'transferred',
      'already-there',
      'marked',
      'failed',
    ] as const;
    for (const [place, state] of order.entries()) {
      const copies = order.slice(place).map((one) => recordIn(one, { item: one }));
      expect(leaderOf([...copies].reverse())?.state).toBe(state);
    }
  });

  it('a reset counts more than a mark, and being unmarked less than anything', () => {
    const marked = recordIn('marked', byEvent);
    const reset = recordIn('unmarked', { suppressEvents: true });
    expect(leaderOf([marked, reset])).toBe(reset);
    expect(leaderOf([recordIn('unmarked'), marked])).toBe(marked);
    expect(leaderOf([])).toBeUndefined();
  });

  it('the order in which they are found is irrelevant for the state', () => {
    const copies = fc.array(fc.constantFrom(...transferStates), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(copies, (states) => {
        const records = states.map((state, place): TransferRecord =>
          recordIn(state, { item: String(place) }),
        );
        expect(leaderOf([...records].reverse())?.state).toBe(leaderOf(records)?.state);
      }),
    );
  });

  it('P65 nothing that was deleted comes back under another name by itself', () => {
    const copies = fc.array(fc.constantFrom(...transferStates), { maxLength: 5 });
    fc.assert(
      fc.property(copies, (states) => {
        const records = states.map((state, place) => recordIn(state, { item: String(place) }));
        const heritage = heritageOf(fresh, [...records, recordIn('deleted', { item: 'gone' })]);
        expect(['deleted', 'delete-marked', 'delete-failed']).toContain(heritage?.state);
      }),
    );
  });
});

function namesOf({ item, version, size }: TransferRecord): Partial<TransferRecord> {
  return { item, version, size };
}
