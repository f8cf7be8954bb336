import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LineHttp } from '@homeroll/agent/relay-line/line-http';
import { sendAnswer } from '@homeroll/agent/relay-line/send-answer';
import { HandClock } from '../engine/hand-clock.ts';
import { standInRelay, type StandInRelay } from './stand-in-relay.ts';

const pieces = Array.from({ length: 4 }, () => randomBytes(50_000));

let relay: StandInRelay;
let http: LineHttp;
let clock: HandClock;
beforeEach(async () => {
  relay = await standInRelay();
  http = new LineHttp({ url: relay.url, key: 'the key of the relay', secret: 's'.repeat(43) });
  clock = new HandClock();
});
afterEach(async () => {
  http.close();
  await relay.close();
});

function send(open: () => AsyncIterable<Uint8Array>): Promise<number> {
  const head = { status: 200, length: 200_000, mediaType: 'image/jpeg' };
  const { signal } = new AbortController();
  return sendAnswer({ http, clock }, { ask: 'a'.repeat(8), answer: { head, open }, signal });
}

describe('B30 an answer on its way up', () => {
  it('is given up where the relay took it and then nothing moves any more', async () => {
    relay.status = 0;
    const sent = send(async function* () {
      await Promise.resolve();
      yield* pieces;
    });
    await expect.poll(() => relay.uploads.length).toBe(1);
    const given = expect(sent).rejects.toThrow('the relay takes nothing any more');
    await clock.pass(120_000);
    await given;
    expect(clock.waits()).toEqual([]);
  });

  it('is not given up as long as something moves, however long it takes', async () => {
    const sent = send(async function* () {
      for (const piece of pieces) {
        yield piece;
        await clock.pass(50_000);
      }
    });
    expect(await sent).toBe(204);
    expect(relay.uploads[0]?.body.equals(Buffer.concat(pieces))).toBe(true);
    expect(clock.waits()).toEqual([]);
  });

  it('ends with the relay’s word, although what is to be sent stands still', async () => {
    relay.status = 410;
    const sent = send(async function* () {
      yield Buffer.concat(pieces.slice(1));
      await new Promise(() => undefined);
    });
    expect(await sent).toBe(410);
  });
});
