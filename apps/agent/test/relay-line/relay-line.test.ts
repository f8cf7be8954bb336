import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnswerAsk } from '@homeroll/agent/relay-line/answer';
import { guestBase } from '@homeroll/agent/relay-line/line-http';
import type { LineState } from '@homeroll/agent/relay-line/line-state';
import { relayLine } from '@homeroll/agent/relay-line/relay-line';
import { HandClock } from '../engine/hand-clock.ts';
import { standInRelay, type StandInRelay } from './stand-in-relay.ts';

const secret = randomBytes(32).toString('base64url');
const picture = randomBytes(500_000);

let relay: StandInRelay;
let stop: AbortController;
let ended: Promise<void>;
let clock: HandClock;
let states: LineState[];
let troubles: string[];
beforeEach(async () => {
  relay = await standInRelay();
  [stop, clock, states, troubles] = [new AbortController(), new HandClock(), [], []];
});
afterEach(async () => {
  stop.abort();
  await ended;
  await relay.close();
});

const whole: AnswerAsk = () =>
  Promise.resolve({
    head: { status: 200, length: picture.length, mediaType: 'image/jpeg', etag: '"1"' },
    open: () => inPieces(picture),
  });

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 64_000)
    yield await Promise.resolve(bytes.subarray(at, at + 64_000));
}

function start(answer: AnswerAsk = whole, parallel = 2): void {
  ended = relayLine({
    ...{ url: relay.url, key: 'the key of the relay', secret, answer, clock, parallel },
    signal: stop.signal,
    tell: (state) => states.push(state),
    trouble: (words) => troubles.push(words),
    random: () => 0.5,
  });
}

const asked = (id: string): { id: string; path: string } => ({
  id: id.padEnd(8, '-'),
  path: '/b/box/key/1/file',
});
const until = (isTrue: () => boolean): Promise<void> => expect.poll(isTrue, { interval: 2 }).toBe(true);
const isIn = (state: object) => (): boolean =>
  states.some((one) => Object.entries(state).every(([name, value]) => Reflect.get(one, name) === value));

describe('B30 the device’s end of the line', () => {
  it('answers what is asked, with key, secret and what it knows of the file', async () => {
    start();
    await until(isIn({ state: 'connected', by: 'stream' }));
    relay.send({ ask: asked('a') });
    await until(() => relay.uploads.length === 1);
    const [upload] = relay.uploads;
    expect(upload?.ask).toBe('a-------');
    expect(upload?.body.equals(picture)).toBe(true);
    expect(upload?.headers).toMatchObject({
      authorization: 'Bearer the key of the relay',
      'homeroll-line': secret,
      'homeroll-answer-status': '200',
      'homeroll-answer-length': String(picture.length),
      'content-type': 'image/jpeg',
      etag: '"1"',
    });
  });

  it('an ask told twice is answered once, and only so many at a time', async () => {
    let atWork = 0;
    let most = 0;
    const doors: (() => void)[] = [];
    start(async (...args) => {
      atWork += 1;
      most = Math.max(most, atWork);
      await new Promise<void>((resolve) => doors.push(resolve));
      atWork -= 1;
      return whole(...args);
    });
    await until(isIn({ state: 'connected' }));
    for (const id of ['a', 'b', 'c', 'a', 'b', 'c', 'd']) relay.send({ ask: asked(id) });
    for (let done = 1; done <= 4; done += 1) {
      await until(() => doors.length > 0);
      doors.shift()?.();
      await until(() => relay.uploads.length === done);
    }
    expect(relay.uploads.map(({ ask }) => ask[0])).toEqual(['a', 'b', 'c', 'd']);
    expect(most).toBe(2);
  });

  it('what is withdrawn is dropped, also in mid-file', async () => {
    const signals: AbortSignal[] = [];
    start((_ask, signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    }, 1);
    await until(isIn({ state: 'connected' }));
    relay.send({ ask: asked('a') });
    relay.send({ ask: asked('b') });
    await until(() => signals.length === 1);
    relay.send({ withdraw: asked('b').id });
    relay.send({ withdraw: asked('a').id });
    await until(() => signals[0]?.aborted === true);
    expect([signals.length, relay.uploads, troubles]).toEqual([1, [], []]);
  });

  it('a file that turns out shorter or longer is not sent as if it were whole', async () => {
    for (const more of [1, -1]) {
      const head = { status: 200, length: picture.length + more, mediaType: 'image/jpeg' };
      start(() => Promise.resolve({ head, open: () => inPieces(picture) }));
      await until(isIn({ state: 'connected' }));
      relay.send({ ask: asked('a') });
      for (const wait of [500, 2000]) {
        await until(() => clock.waits().includes(wait));
        await clock.pass(wait);
      }
      await until(() => troubles.length === 1);
      expect(troubles.shift()).toMatch(/(longer|shorter) than it said/);
      expect(relay.uploads).toEqual([]);
      stop.abort();
      await ended;
      [stop, states] = [new AbortController(), []];
    }
  });

  it('a visitor hears that it cannot be had when it cannot be read here', async () => {
    start(() => Promise.reject(new Error('no such disk')));
    await until(isIn({ state: 'connected' }));
    relay.send({ ask: asked('a') });
    await until(() => relay.uploads.length === 1);
    expect(relay.uploads[0]?.headers['homeroll-answer-status']).toBe('503');
    expect(troubles).toEqual(['What a visitor wants cannot be read here: no such disk']);
  });

  it('nobody waits any more: the rest is not sent, and that is no trouble', async () => {
    relay.status = 410;
    start();
    await until(isIn({ state: 'connected' }));
    relay.send({ ask: asked('a') });
    // Whether the answer or the cut comes first is up to the network: then it is tried once more.
    await expect.poll(() => clock.waits().includes(500) || troubles.length === 0).toBe(true);
    relay.send({ ask: asked('b') });
    relay.status = 204;
    await clock.pass(500);
    await until(() => relay.uploads.some(({ ask }) => ask.startsWith('b')));
    expect(troubles).toEqual([]);
  });

  it('the address for visitors is known without the relay', () => {
    expect(guestBase({ url: 'https://relay.example.org', secret })).toMatch(
      /^https:\/\/relay\.example\.org\/l\/[\w-]{12}$/,
    );
  });
});

describe('B34 coming back', () => {
  it('a stream that falls silent is given up within 15 seconds and opened anew', async () => {
    start();
    await until(isIn({ state: 'connected' }));
    await until(() => clock.waits().includes(5000));
    for (let missed = 0; missed < 3; missed += 1) await clock.pass(5000);
    await until(isIn({ state: 'away', trouble: 'silent' }));
    await until(() => clock.waits().length > 0);
    await clock.pass(1000);
    await until(() => relay.streams.length === 2);
  });

  it('after a line that was lost nothing is sent on connections of before, for they may be dead too', async () => {
    start();
    await until(isIn({ state: 'connected' }));
    relay.send({ ask: asked('a') });
    await until(() => relay.uploads.length === 1);
    const before = [relay.streams[0]?.socket, relay.uploads[0]?.connection];
    relay.streams[0]?.end();
    await until(isIn({ state: 'away', trouble: 'cut' }));
    await until(() => clock.waits().includes(750));
    await clock.pass(750);
    await until(() => relay.streams.length === 2);
    expect(before).not.toContain(relay.streams[1]?.socket);
  });

  it('a relay that ended is tried again, with pauses that grow', async () => {
    start();
    await until(isIn({ state: 'connected' }));
    relay.streams[0]?.end();
    await until(isIn({ state: 'away', trouble: 'cut' }));
    await relay.close();
    const pauses: number[] = [];
    for (let failure = 0; failure < 9; failure += 1) {
      await until(() => states.at(-1)?.state === 'away' && clock.waits().length > 0);
      const away = states.at(-1);
      if (away?.state === 'away') pauses.push(away.retryMs);
      states.push({ state: 'connecting' });
      await clock.pass(pauses.at(-1) ?? 0);
    }
    expect(pauses).toEqual([750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000, 45_000]);
  });

  it('B31 a wrong key, and no relay at all, are told in words and tried again slowly', async () => {
    for (const [way, trouble, words] of [
      ['refuses', 'key-refused', /key/],
      ['elsewhere', 'no-relay', /no Homeroll relay/],
    ] as const) {
      relay.way = way;
      start();
      await until(isIn({ state: 'away', trouble }));
      const away = states.at(-1);
      if (away?.state !== 'away') throw new Error('not away');
      expect(away.words).toMatch(words);
      expect(JSON.stringify(away)).not.toContain('the key of the relay');
      expect(away.retryMs).toBeGreaterThan(100_000);
      stop.abort();
      await ended;
      [stop, states, clock] = [new AbortController(), [], new HandClock()];
    }
  });

  it('another program with the same secret is told of, and is not fought with', async () => {
    start();
    await until(isIn({ state: 'connected' }));
    relay.send({ replaced: true });
    relay.streams[0]?.end();
    await until(isIn({ state: 'away', trouble: 'replaced' }));
    expect(states.at(-1)).toMatchObject({ retryMs: 225_000 });
  });
});

describe('B36 a proxy that gathers the stream', () => {
  it('polls when nothing is heard for four seconds, and answers what it is told there', async () => {
    relay.way = 'gathers';
    start();
    await until(() => clock.waits().includes(4000));
    await clock.pass(4000);
    await until(() => relay.polls.length === 1);
    relay.polls[0]?.answer({ asks: [asked('a')], withdrawn: [], next: 'x.1' });
    await until(isIn({ state: 'connected', by: 'polling' }));
    await until(() => relay.uploads.length === 1 && relay.polls.length === 2);
    expect(relay.polls[1]?.after).toBe('x.1');
  });

  it('tries to stream now and then, and goes over to it when it works', async () => {
    relay.way = 'gathers';
    start();
    await until(() => clock.waits().includes(4000));
    await clock.pass(4000);
    await until(() => relay.polls.length === 1);
    relay.polls[0]?.answer({ asks: [], withdrawn: [], next: 'x.1' });
    for (let minutes = 0; minutes < 10; minutes += 1) {
      const known = relay.polls.length;
      relay.polls.at(-1)?.answer({ asks: [], withdrawn: [], next: 'x.1' });
      await until(() => relay.polls.length > known);
      if (minutes === 9) relay.way = 'streams';
      // Less than a request may take: it would be given up.
      for (let part = 0; part < 3; part += 1) {
        const polls = relay.polls.length;
        await clock.pass(20_000);
        relay.polls.at(-1)?.answer({ asks: [], withdrawn: [], next: 'x.1' });
        await until(() => relay.polls.length > polls || relay.streams.length > 0);
      }
    }
    await until(isIn({ state: 'connected', by: 'stream' }));
    relay.send({ ask: asked('b') });
    await until(() => relay.uploads.length === 1);
  });
});
