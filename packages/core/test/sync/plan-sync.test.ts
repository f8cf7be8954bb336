import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { destinationFaults } from '@homeroll/core/ports/destination-error';
import type { CheckAnswer } from '@homeroll/core/ports/destination';
import { planSync, type Candidate, type Circumstances } from '@homeroll/core/sync/plan-sync';
import { isTransient, isWaiting, nextTryAfter, workOf } from '@homeroll/core/sync/retry-schedule';
import { reasonWords } from '@homeroll/core/sync/reason-words';
import { transferStates, type TransferRecord } from '@homeroll/core/sync/transfer-record';
import { hashNumber, recordIn } from './records.ts';

const now = 1_000_000_000_000;
const tick: Circumstances = { now, occasion: 'tick' };
const unknown: CheckAnswer = { exists: false, ours: false, wasSynced: false };

const answers: fc.Arbitrary<CheckAnswer> = fc.constantFrom(
  unknown,
  { exists: true, ours: true, wasSynced: false },
  { exists: true, ours: false, wasSynced: false },
  { exists: false, ours: false, wasSynced: true },
);
const candidates: fc.Arbitrary<Candidate> = fc
  .record({
    record: fc
      .record(
        {
          item: fc.string(),
          hash: fc.nat(5).map(hashNumber),
          state: fc.constantFrom(...transferStates),
          size: fc.nat(100),
          reason: fc.constantFrom(...(Object.keys(reasonWords) as (keyof typeof reasonWords)[])),
          nextTry: fc.integer({ min: now - 100, max: now + 100 }),
          force: fc.constant(true as const),
        },
        { requiredKeys: ['item', 'hash', 'state', 'size'] },
      )
      .map(({ state, ...more }): TransferRecord => recordIn(state, more)),
    answer: fc.option(answers, { nil: undefined }),
  })
  .map(({ record, answer }) => (answer === undefined ? { record } : { record, answer }));
const circumstances: fc.Arbitrary<Circumstances> = fc.record(
  {
    now: fc.constant(now),
    occasion: fc.constantFrom('start', 'probe', 'tick'),
    largest: fc.nat(100),
    inFlight: fc.nat(5).map((number) => new Set([hashNumber(number)])),
  },
  { requiredKeys: ['now', 'occasion'] },
);
const plans = fc.tuple(fc.array(candidates, { maxLength: 12 }), circumstances);

describe('whatever the records, a plan', () => {
  it('has one action for each, in their order, and the same for the same question', () => {
    fc.assert(
      fc.property(plans, ([list, when]) => {
        const plan = planSync(list, when);
        expect(plan.map(({ record }) => record.item)).toEqual(list.map(({ record }) => record.item));
        expect(planSync(list, when)).toEqual(plan);
      }),
    );
  });

  it('P64 never sends what is there, nor what was not asked about', () => {
    fc.assert(
      fc.property(plans, ([list, when]) => {
        planSync(list, when).forEach((action, place) => {
          if (action.do === 'send' || action.do === 'follow') expect(list[place]?.answer?.exists).toBe(false);
        });
      }),
    );
  });

  it('P65 never sends a deleted or finished item, nor one that was thrown away there unless by force', () => {
    fc.assert(
      fc.property(plans, ([list, when]) => {
        planSync(list, when).forEach((action, place) => {
          if (action.do !== 'send') return;
          expect(['marked', 'failed']).toContain(list[place]?.record.state);
          expect(list[place]?.answer?.wasSynced && !action.record.force).toBe(false);
        });
      }),
    );
  });

  it('never sends the same bytes twice', () => {
    fc.assert(
      fc.property(plans, ([list, when]) => {
        const sent = planSync(list, when).flatMap((action) =>
          action.do === 'send' ? [action.record.hash] : [],
        );
        expect(new Set(sent).size).toBe(sent.length);
        expect(sent.filter((hash) => when.inFlight?.has(hash))).toEqual([]);
      }),
    );
  });

  it('has nothing left to do for what it settled', () => {
    fc.assert(
      fc.property(plans, ([list, when]) => {
        const settled = planSync(list, when).filter((action) => action.do === 'settle');
        const again = planSync(settled, { now, occasion: 'tick' });
        expect(again.map((action) => action.do)).toEqual(again.map(() => 'leave'));
      }),
    );
  });
});

describe('a plan', () => {
  const plan = (
    record: TransferRecord,
    when: Circumstances = tick,
    answer?: CheckAnswer,
  ): string | undefined => planSync([answer === undefined ? { record } : { record, answer }], when)[0]?.do;

  it('asks before it sends', () => {
    expect(plan(recordIn('marked'))).toBe('ask');
    expect(plan(recordIn('marked'), tick, unknown)).toBe('send');
  });

  it('refuses what is too large before it is queued (decision 8)', () => {
    const [action] = planSync([{ record: recordIn('marked', { size: 11 }), answer: unknown }], {
      ...tick,
      largest: 10,
    });
    expect(action).toMatchObject({ do: 'settle', record: { state: 'failed', reason: 'too-large' } });
  });

  it('refuses a pair of which one part is too large', () => {
    const pair = { record: recordIn('marked', { size: 5 }), largestFile: 11, answer: unknown };
    expect(planSync([pair], { ...tick, largest: 10 })).toMatchObject([
      { do: 'settle', record: { state: 'failed', reason: 'too-large' } },
    ]);
    expect(planSync([pair], { ...tick, largest: 11 })).toMatchObject([{ do: 'send' }]);
  });

  it('leaves what the rules hold back, even where the destination has it', () => {
    const there = { exists: true, ours: false, wasSynced: false };
    const held = { ...tick, isHeld: () => true };
    expect(plan(recordIn('marked'), held)).toBe('leave');
    expect(plan(recordIn('marked'), held, there)).toBe('leave');
  });

  it('P62 leaves a failed item until its next try', () => {
    const failed = recordIn('failed', { reason: 'timeout', nextTry: now + 1 });
    expect(plan(failed)).toBe('leave');
    expect(plan(failed, { ...tick, now: now + 1 })).toBe('ask');
  });

  it('tries what failed for good when something may have changed, and not before', () => {
    const refused = recordIn('failed', { reason: 'type-refused' });
    const full = recordIn('failed', { reason: 'disk-full' });
    expect([plan(refused), plan(full)]).toEqual(['leave', 'leave']);
    const probe = { now, occasion: 'probe' } as const;
    expect([plan(refused, probe), plan(full, probe)]).toEqual(['leave', 'ask']);
    const start = { now, occasion: 'start' } as const;
    expect([plan(refused, start), plan(full, start)]).toEqual(['ask', 'ask']);
  });

  it('is not troubled by a clock that was set back', () => {
    expect(plan(recordIn('failed', { reason: 'timeout', nextTry: now + 90 * 86_400_000 }))).toBe('ask');
  });
});

describe('the retry schedule', () => {
  it('waits from a minute to six hours, longer each time, with jitter (decision 2)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, random) => {
          const wait = nextTryAfter(attempts, now, () => random) - now;
          expect(wait).toBeGreaterThanOrEqual(60_000);
          expect(wait).toBeLessThanOrEqual(6 * 3_600_000);
          const next = nextTryAfter(attempts + 1, now, () => random) - now;
          expect(next).toBeGreaterThanOrEqual(wait);
        },
      ),
    );
    expect(nextTryAfter(30, now, () => 0.999_999) - now).toBeGreaterThan(5.9 * 3_600_000);
  });

  it('has words for every reason, and tries by itself exactly what may pass', () => {
    for (const reason of Object.keys(destinationFaults) as (keyof typeof destinationFaults)[]) {
      expect(reasonWords[reason]).toBeTruthy();
      expect(isTransient(reason)).toBe(destinationFaults[reason].lasts === 'transient');
    }
    expect(isTransient('empty')).toBe(false);
  });

  it.each([
    ['marked', undefined, 'sending'],
    ['failed', 'timeout', 'sending'],
    ['marked', 'source-missing', 'missing'],
    ['failed', 'source-missing', 'missing'],
    ['delete-marked', undefined, 'deleting'],
    ['delete-failed', 'missing', undefined],
    ['transferred', undefined, undefined],
    ['already-there', undefined, undefined],
    ['deleted', 'removed-elsewhere', undefined],
    ['unmarked', undefined, undefined],
  ] as const)('what is %s (%s) waits for %s', (state, reason, work) => {
    const record = recordIn(state, reason === undefined ? {} : { reason });
    expect(workOf(record)).toBe(work);
    expect(isWaiting(record, now)).toBe(work !== undefined);
  });
});
