import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actOnItems, type Action, type ActionResult } from '@homeroll/core/sync/act-on-items';
import { memoryJournal } from '@homeroll/core/sync/memory-journal';
import { transferStates, type TransferRecord, type TransferState } from '@homeroll/core/sync/transfer-record';
import type { Journal } from '@homeroll/core/ports/journal';
import type { Source } from '@homeroll/core/ports/source';
import { hashNumber, recordIn } from './records.ts';

const byHand = { type: 'mark-by-hand' } as const;
const reset = { type: 'reset' } as const;
const pressed = { type: 'delete-pressed' } as const;
const byEvent = { origin: { event: 'e' } } as const;

describe('what a person does to items', () => {
  it('P47 all selected turn blue with exactly this title and these tags', async () => {
    const { act, record } = await bench([
      recordIn('unmarked', { item: 'a', hash: hashNumber(1) }),
      recordIn('failed', { item: 'b', hash: hashNumber(2), title: 'old', tags: ['old'], reason: 'timeout' }),
      recordIn('marked', { item: 'c', hash: hashNumber(3), ...byEvent, title: 'event' }),
    ]);
    const results = await act({ ...byHand, title: 'T', tags: ['t'] }, 'a', 'b', 'c');
    for (const [place, item] of ['a', 'b', 'c'].entries()) {
      const expected = { state: 'marked', origin: 'manual', title: 'T', tags: ['t'], attempts: 0 };
      expect(await record(item)).toMatchObject(expected);
      expect(results[place]).toEqual({ item, record: await record(item) });
      expect(await record(item)).not.toHaveProperty('reason');
    }
  });

  it('P48 reset of blue leads to nothing', async () => {
    const { act, record } = await bench([recordIn('marked', { title: 'T' })]);
    await act(reset, 'a.jpg');
    expect(await record('a.jpg')).toEqual(recordIn('unmarked', { suppressEvents: true }));
  });

  it.each([
    ['transferred', byHand, 'delete-it-first'],
    ['transferred', reset, 'delete-it-first'],
    ['already-there', byHand, 'is-there-already'],
    ['delete-marked', byHand, 'deletion-waits'],
    ['delete-failed', byHand, 'deletion-failed'],
    ['unmarked', reset, 'not-marked'],
    ['unmarked', pressed, 'not-there'],
    ['marked', pressed, 'not-there'],
    ['deleted', pressed, 'deleted-there'],
  ] as const)(
    'P49 of an item that is %s: %o changes nothing and says why: %s',
    async (state, action, because) => {
      const { act, record, saves } = await bench([recordIn(state)]);
      expect(await act(action, 'a.jpg')).toEqual([{ item: 'a.jpg', record: recordIn(state), because }]);
      expect(await record('a.jpg')).toEqual(recordIn(state));
      expect(saves).toEqual([]);
    },
  );

  it.each([
    ['deleted', byHand, 'reset-and-send-again', 'marked'],
    ['delete-failed', pressed, 'delete-again-or-reset', 'delete-marked'],
  ] as const)(
    'P40 of an item that is %s: %o asks “%s”, and does it when that is confirmed',
    async (...row) => {
      const [state, action, asks, after] = row;
      const { act, record, saves } = await bench([recordIn(state)]);
      expect(await act(action, 'a.jpg')).toEqual([{ item: 'a.jpg', record: recordIn(state), asks }]);
      expect(saves).toEqual([]);
      await act({ ...action, confirmed: true }, 'a.jpg');
      expect(await record('a.jpg')).toMatchObject({ state: after });
    },
  );

  it('P38 marks for deletion what the destination says is ours, and nothing else', async () => {
    const { act, record } = await bench([
      recordIn('already-there', { item: 'ours', hash: hashNumber(1) }),
      recordIn('already-there', { item: 'theirs', hash: hashNumber(2) }),
      recordIn('transferred', { item: 'sent', hash: hashNumber(3) }),
    ]);
    const results = await act(pressed, 'ours', 'theirs', 'sent');
    expect(results.map(({ because }) => because)).toEqual([undefined, 'not-ours', undefined]);
    const states = await Promise.all(['ours', 'theirs', 'sent'].map(record));
    expect(states.map((one) => one?.state)).toEqual(['delete-marked', 'already-there', 'delete-marked']);
  });

  it('lasts when it is done: it is written before the answer, power cuts included', async () => {
    const { act, saves } = await bench([recordIn('marked')]);
    await act(reset, 'a.jpg');
    expect(saves).toEqual(['save', 'sync']);
  });
});

describe('copies of the same bytes are one photo', () => {
  it('P38 so all of them are marked for deletion', async () => {
    const { act, record } = await bench([
      recordIn('transferred', { item: 'a' }),
      recordIn('already-there', { item: 'b' }),
    ]);
    await act(pressed, 'b');
    expect((await record('a'))?.state).toBe('delete-marked');
    expect((await record('b'))?.state).toBe('delete-marked');
  });

  it('so a reset of one is a reset of all, each in its own place', async () => {
    const { act, record } = await bench([
      recordIn('marked', { item: 'a', version: 'va', size: 10 }),
      recordIn('failed', { item: 'b', version: 'vb', size: 10, reason: 'timeout', resume: 'h' }),
    ]);
    await act(reset, 'a');
    const unmarked = recordIn('unmarked', { suppressEvents: true });
    expect(await record('a')).toEqual({ ...unmarked, item: 'a', version: 'va' });
    expect(await record('b')).toEqual({ ...unmarked, item: 'b', version: 'vb' });
  });

  it('so what was deleted asks under its other name, too', async () => {
    const { act } = await bench([recordIn('deleted', { item: 'a' }), recordIn('unmarked', { item: 'b' })]);
    expect(await act(byHand, 'b')).toMatchObject([{ item: 'b', asks: 'reset-and-send-again' }]);
  });

  it('so what was sent under another name is not marked again', async () => {
    const { act } = await bench([
      recordIn('transferred', { item: 'a' }),
      recordIn('unmarked', { item: 'b' }),
    ]);
    expect(await act(byHand, 'b')).toMatchObject([{ item: 'b', because: 'delete-it-first' }]);
  });

  it('but one that an event let go of does not keep another one blue', async () => {
    const { act, record } = await bench([
      recordIn('unmarked', { item: 'in an album that was left out' }),
      recordIn('marked', { item: 'b', ...byEvent }),
    ]);
    expect(await act(reset, 'b')).toMatchObject([{ record: { state: 'unmarked' } }]);
    expect(await record('b')).toMatchObject({ state: 'unmarked', suppressEvents: true });
  });

  it('and what a person sees happens to the item that was chosen, whatever its copies are', async () => {
    const state = fc.constantFrom(...transferStates);
    const action = fc.constantFrom<Action>(byHand, { ...byHand, confirmed: true }, reset, pressed);
    await fc.assert(
      fc.asyncProperty(fc.array(state, { minLength: 1, maxLength: 4 }), action, async (states, what) => {
        const items = states.map((one, place) => recordIn(one, { item: `${String(place)}.jpg` }));
        const { act, record } = await bench(items);
        const [result] = await act(what, '0.jpg');
        expect(await record('0.jpg')).toEqual(result?.record);
        const after = await Promise.all(items.map(({ item }) => record(item)));
        const [first] = after.map((one) => one?.state);
        const isMoved = result?.because === undefined && result?.asks === undefined;
        if (isMoved) expect(after.map((one) => one?.state)).toEqual(after.map(() => first));
        else expect(after).toEqual(items);
        if (what.type === 'reset' && (states[0] === 'marked' || states[0] === 'failed'))
          expect(isMoved || states.some(isDone)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

function isDone(state: TransferState): boolean {
  return state === 'transferred';
}

interface Bench {
  readonly act: (action: Action, ...items: string[]) => Promise<readonly ActionResult[]>;
  readonly record: (item: string) => Promise<TransferRecord | undefined>;
  /** What was written meanwhile. */
  readonly saves: string[];
}

async function bench(records: readonly TransferRecord[]): Promise<Bench> {
  const memory = memoryJournal();
  await memory.save(records);
  const saves: string[] = [];
  const journal: Journal = {
    ...memory,
    save: (list) => (saves.push('save'), memory.save(list)),
    sync: () => (saves.push('sync'), memory.sync()),
  };
  const record = async (item: string): Promise<TransferRecord | undefined> =>
    (await memory.find([item])).get(item)?.[0];
  const source = {} as Source;
  return {
    act: async (action, ...items) =>
      actOnItems(
        { journal, source },
        (await Promise.all(items.map(record))).map((one) => one!),
        {
          action,
          isOurs: (hash) => hash === hashNumber(1),
        },
      ),
    record,
    saves,
  };
}
