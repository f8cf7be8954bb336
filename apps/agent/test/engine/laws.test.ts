import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectionGate } from '@homeroll/core/connection/connection-gate';
import { noRules } from '@homeroll/core/connection/no-rules';
import type { ContentHash } from '@homeroll/core/photo/content-hash';
import type { Destination } from '@homeroll/core/ports/destination';
import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';
import type { Action } from '@homeroll/core/sync/act-on-items';
import type { TransferRecord } from '@homeroll/core/sync/transfer-record';
import { benchEvent, engineBench, hashOf, type EngineBench } from './engine-bench.ts';
import type { Photo } from './shelf.ts';

/** What happens between and during passes, in any order. */
type Step =
  | { readonly do: 'pass'; readonly occasion: 'tick' | 'probe' | 'start' }
  | { readonly do: 'write'; readonly name: string; readonly photo: Photo }
  | { readonly do: 'lose'; readonly name: string }
  | { readonly do: 'act'; readonly name: string; readonly action: Action }
  | { readonly do: 'rules'; readonly paused: boolean }
  | {
      readonly do: 'break';
      readonly fault: DestinationFault;
      readonly when: 'before' | 'after';
      times: number;
    }
  | { readonly do: 'wait'; readonly hours: number };

const names = fc.constantFrom('a', 'b', 'c', 'd');
/** One of them is the video of a pair, too. */
const texts = fc.constantFrom('1', '2', 'm1', 'L'.repeat(1500));
const photos: fc.Arbitrary<Photo> = fc
  .record(
    {
      text: texts,
      video: fc.constantFrom('m1', 'm2'),
      unselected: fc.constant(true as const),
    },
    { requiredKeys: ['text'] },
  )
  // No video has a video.
  .filter(({ text, video }) => text !== 'm1' || video === undefined)
  // The shooting time is one of the bytes: another one is another text.
  .map((photo) => (photo.text === '2' ? { ...photo, taken: '2026-06-20T12:00:00' } : photo));
const actions = fc.constantFrom<Action>(
  { type: 'mark-by-hand', title: 'T' },
  { type: 'mark-by-hand', confirmed: true },
  { type: 'reset' },
  { type: 'delete-pressed' },
  { type: 'delete-pressed', confirmed: true },
);
const faults = fc.constantFrom<DestinationFault>(
  'unreachable',
  'server-error',
  'too-large',
  'disk-full',
  'conflict',
);
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      occasion: fc.constantFrom('tick', 'probe', 'start'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), name: names, photo: photos }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), name: names }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('act' as const), name: names, action: actions }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rules' as const), paused: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('break' as const),
      fault: faults,
      when: fc.constantFrom('before', 'after'),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 7) }) },
);
const lives = fc.array(steps, { minLength: 3, maxLength: 25 });

/** What the destination heard and answered, to hold the laws against. */
interface Ledger {
  /** Sent without an earlier deletion, though it had been acknowledged. */
  readonly sentTwice: ContentHash[];
  /** Sent although the last answer was that it is there. */
  readonly sentInSpite: ContentHash[];
  readonly removed: ContentHash[];
}

interface Life extends EngineBench {
  readonly gate: ConnectionGate;
  readonly ledger: Ledger;
  readonly live: (step: Step) => Promise<void>;
}

const events = [benchEvent()];

function newLife(): Life {
  const ledger: Ledger = { sentTwice: [], sentInSpite: [], removed: [] };
  const acknowledged = new Set<ContentHash>();
  const told = new Set<ContentHash>();
  let trouble: Extract<Step, { do: 'break' }> | undefined;
  const strike = (when: 'before' | 'after'): void => {
    if (trouble === undefined || trouble.times === 0 || trouble.when !== when) return;
    trouble.times -= 1;
    throw new DestinationError(trouble.fault, 'trouble');
  };
  const build = (good: Destination): Destination => ({
    ...good,
    async check(hashes, signal) {
      const answers = await good.check(hashes, signal);
      answers.forEach(({ exists }, place) => told[exists ? 'add' : 'delete'](hashes[place]!));
      return answers;
    },
    async send(upload, signal) {
      strike('before');
      if (acknowledged.has(upload.hash)) ledger.sentTwice.push(upload.hash);
      if (told.has(upload.hash)) ledger.sentInSpite.push(upload.hash);
      const receipt = await good.send(upload, signal);
      strike('after');
      acknowledged.add(upload.hash);
      return receipt;
    },
    async remove(hash, signal) {
      strike('before');
      ledger.removed.push(hash);
      await good.remove!(hash, signal);
      acknowledged.delete(hash);
      told.delete(hash);
      strike('after');
    },
  });
  const bench = engineBench({}, build);
  const around = { rules: noRules, readings: { connected: true }, localTime: '12:00', paused: false };
  const gate = new ConnectionGate({ ...around, events: [] });
  return {
    ...bench,
    gate,
    ledger,
    async live(step) {
      switch (step.do) {
        case 'pass':
          await bench.sync({ events, gate, occasion: step.occasion });
          return;
        case 'write':
          bench.shelf.files.set(step.name, step.photo);
          return;
        case 'lose':
          bench.shelf.files.delete(step.name);
          return;
        case 'act':
          if (bench.shelf.files.has(step.name)) await bench.act(step.action, step.name);
          return;
        case 'rules':
          gate.update({ paused: step.paused });
          return;
        case 'break':
          trouble = { ...step };
          return;
        case 'wait':
          bench.time.now += step.hours * 3_600_000;
      }
    },
  };
}

async function lived(series: readonly Step[]): Promise<Life> {
  const life = newLife();
  for (const step of series) await life.live(step);
  return life;
}

async function recordsOf(life: Pick<EngineBench, 'journal'>): Promise<readonly TransferRecord[]> {
  return [...(await life.journal.find(['a', 'b', 'c', 'd'])).values()].flat();
}

async function passUntilQuiet(life: Life): Promise<void> {
  await life.live({ do: 'break', fault: 'conflict', when: 'before', times: 0 });
  await life.live({ do: 'rules', paused: false });
  for (let pass = 0; pass < 4; pass += 1) await life.live({ do: 'pass', occasion: 'start' });
}

const often = { numRuns: 300 };

describe('whatever happens', () => {
  it('running twice does nothing: no byte, no question that changes anything, no record', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (series) => {
        const life = await lived(series);
        await passUntilQuiet(life);
        const before = await recordsOf(life);
        life.shelf.reads.length = 0;
        expect(await life.sync({ events, occasion: 'start' })).toMatchObject({
          sent: 0,
          deleted: 0,
          failed: 0,
        });
        expect(await recordsOf(life)).toEqual(before);
        expect(life.shelf.reads).toEqual([]);
      }),
      often,
    );
  });

  it('P64 nothing is sent that is there, and nothing acknowledged is sent twice', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (series) => {
        const { ledger } = await lived(series);
        expect(ledger.sentTwice).toEqual([]);
        expect(ledger.sentInSpite).toEqual([]);
      }),
      often,
    );
  });

  it('a stopped rule never counts as a failure: attempts, state and reason are unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(lives, fc.nat(3), async (series, opens) => {
        const life = await lived(series);
        await life.live({ do: 'break', fault: 'conflict', when: 'before', times: 0 });
        await life.live({ do: 'rules', paused: false });
        const before = new Map((await recordsOf(life)).map((record) => [keyOf(record), record]));
        let left = opens;
        life.shelf.onOpen = () => {
          left -= 1;
          if (left < 0) life.gate.update({ paused: true });
        };
        expect(await life.sync({ events, gate: life.gate, occasion: 'start' })).toMatchObject({ failed: 0 });
        for (const record of await recordsOf(life)) {
          const known = before.get(keyOf(record)) ?? record;
          // A file that is gone is another matter, and so is one that takes over what its copy is.
          if (record.reason === 'source-missing') continue;
          if (record.state === 'failed') expect(outcomeOf(record)).toEqual(outcomeOf(known));
          if (record.state === 'marked') expect(record.attempts).toBe(0);
        }
      }),
      often,
    );
  });

  it('P38 a deletion never touches what nobody marked', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (series) => {
        const life = newLife();
        const marked = new Set<ContentHash>();
        for (const step of series) {
          for (const hash of await toBeDeleted(life)) marked.add(hash);
          await life.live(step);
        }
        expect(life.ledger.removed.filter((hash) => !marked.has(hash))).toEqual([]);
      }),
      often,
    );
  });

  it('P63 P70 what is green is there, with both parts of a pair', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (series) => {
        const life = newLife();
        for (const step of series) {
          await life.live(step);
          if (step.do === 'pass') await expectGreenIsThere(life);
        }
      }),
      often,
    );
  });

  it('what is red has a reason, always', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (series) => {
        for (const { state, reason } of await recordsOf(await lived(series)))
          if (state === 'failed' || state === 'delete-failed') expect(reason).toBeDefined();
      }),
      often,
    );
  });

  it('P29 in the end what the events match is there, unless a person or a refusal is in the way', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (series) => {
        const life = await lived(series.filter((step) => step.do !== 'act'));
        await passUntilQuiet(life);
        for (const photo of life.shelf.files.values()) {
          if (typeof photo === 'string' || photo.unselected) continue;
          if (!(photo.taken ?? '2026-06-14T12:00:00').startsWith('2026-06-14')) continue;
          expect(life.place.files.has(hashOf(photo.text))).toBe(true);
          if (photo.video !== undefined) expect(life.place.files.has(hashOf(photo.video))).toBe(true);
        }
      }),
      often,
    );
  });
});

async function toBeDeleted(life: EngineBench): Promise<readonly ContentHash[]> {
  const marked = (await recordsOf(life)).filter(({ state }) => state === 'delete-marked');
  return marked.flatMap(({ hash, companion }) => (companion === undefined ? [hash] : [hash, companion]));
}

async function expectGreenIsThere({ place, ledger, ...life }: Life): Promise<void> {
  const green = (await recordsOf(life)).filter(({ state }) => state === 'transferred');
  for (const { hash, companion } of green) {
    expect(place.files.has(hash)).toBe(true);
    const isLeft = companion !== undefined && !ledger.removed.includes(companion);
    if (isLeft) expect(place.files.has(companion)).toBe(true);
  }
}

function outcomeOf({ state, attempts, reason }: TransferRecord): unknown {
  return { state, attempts, reason };
}

function keyOf({ item, hash }: TransferRecord): string {
  return `${item} ${hash}`;
}
