import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { movedClock, testRelay, type TestRelay } from './running-relay.ts';
import { TestDevice } from './test-device.ts';

const clock = movedClock();
let relay: TestRelay;
beforeAll(async () => {
  const patience = { awayMs: 100, answerMs: 400, lingerMs: 100 };
  relay = await testRelay({
    patience,
    now: clock.now,
    cacheAgeMs: 3_600_000,
    cacheBytes: 1_000_000,
    fileBytes: 900_000,
  });
});
afterAll(() => relay.close());

const page = '/s/token';
const file = `${page}/1/file`;
const picture = randomBytes(200_000);

async function connected(): Promise<TestDevice> {
  const device = new TestDevice(relay);
  await device.connect();
  return device;
}

/** A device whose picture is in the cache. */
async function fetchedOnce(headers: Record<string, string> = {}): Promise<TestDevice> {
  const device = await connected();
  const visit = fetch(device.address(file));
  await device.answer(await device.asked(), picture, { etag: '"v1"', ...headers });
  await (await visit).arrayBuffer();
  return device;
}

async function bytesOf(answer: Response | Promise<Response>): Promise<Buffer> {
  return Buffer.from(await (await answer).arrayBuffer());
}

describe('B33 one upload for all', () => {
  it('two visitors of one file cause one ask', async () => {
    const device = await connected();
    const visits = Array.from({ length: 20 }, () => bytesOf(fetch(device.address(file))));
    await device.answer(await device.asked(), picture);
    for (const bytes of await Promise.all(visits)) expect(bytes.equals(picture)).toBe(true);
    expect((await bytesOf(fetch(device.address(file)))).equals(picture)).toBe(true);
    expect(device.unread).toBe(0);
  });

  it('who comes while it arrives reads along', async () => {
    const device = await connected();
    const first = bytesOf(fetch(device.address(file)));
    const { request } = device.begin(await device.asked(), {
      'homeroll-answer-length': String(picture.length),
    });
    request.write(picture.subarray(0, 100_000));
    const second = await fetch(device.address(file), { headers: { range: 'bytes=99990-100009' } });
    expect([second.status, second.headers.get('content-range')]).toEqual([
      206,
      `bytes 99990-100009/${picture.length}`,
    ]);
    request.end(picture.subarray(100_000));
    expect((await bytesOf(second)).equals(picture.subarray(99_990, 100_010))).toBe(true);
    expect((await first).equals(picture)).toBe(true);
    expect(device.unread).toBe(0);
  });

  it('HEAD of what is not here causes one ask, and what comes after it is served from that', async () => {
    const device = await connected();
    const head = fetch(device.address(file), { method: 'HEAD' });
    await device.answer(await device.asked(), picture, { etag: '"v1"' });
    expect((await head).headers.get('content-length')).toBe(String(picture.length));
    const again = await fetch(device.address(file), { method: 'HEAD' });
    expect([again.status, again.headers.get('etag')]).toEqual([200, '"v1"']);
    expect((await bytesOf(fetch(device.address(file)))).equals(picture)).toBe(true);
    expect(device.unread).toBe(0);
  });

  it('what the browser has is not sent again', async () => {
    const device = await fetchedOnce();
    for (const known of ['"v1"', 'W/"v1"', '"v0", "v1"', '*']) {
      const answer = await fetch(device.address(file), { headers: { 'if-none-match': known } });
      expect([known, answer.status, (await bytesOf(answer)).length]).toEqual([known, 304, 0]);
    }
    expect((await fetch(device.address(file), { headers: { 'if-none-match': '"v2"' } })).status).toBe(200);
  });

  it('a tag with a comma in it is one tag', async () => {
    const device = await fetchedOnce({ etag: '"v1,v2"' });
    const statuses: number[] = [];
    for (const known of ['"v1,v2"', '"v0", W/"v1,v2"', '"v1", "v2"']) {
      const answer = await fetch(device.address(file), { headers: { 'if-none-match': known } });
      statuses.push(answer.status);
      await answer.arrayBuffer();
    }
    expect(statuses).toEqual([304, 304, 200]);
  });

  it('ranges are what slicing gives; of another version they are the whole', async () => {
    const device = await fetchedOnce();
    const numbers = fc.tuple(fc.nat(210_000), fc.nat(210_000));
    await fc.assert(
      fc.asyncProperty(numbers, async ([one, other]) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const answer = await fetch(device.address(file), { headers: { range: `bytes=${from}-${to}` } });
        const bytes = await bytesOf(answer);
        if (from >= picture.length) {
          expect([answer.status, answer.headers.get('content-range')]).toEqual([
            416,
            `bytes */${picture.length}`,
          ]);
        } else {
          const slice = picture.subarray(from, to + 1);
          expect([answer.status, answer.headers.get('content-length')]).toEqual([206, String(slice.length)]);
          expect(bytes.equals(slice)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
    const ifRange = (tag: string): Promise<Response> =>
      fetch(device.address(file), { headers: { range: 'bytes=0-9', 'if-range': tag } });
    expect((await bytesOf(ifRange('"v1"'))).length).toBe(10);
    expect((await bytesOf(ifRange('"v0"'))).length).toBe(picture.length);
  });
});

describe('B33 a withdrawn share dies', () => {
  it('after ten seconds the device is asked whether it is still the same', async () => {
    const device = await fetchedOnce();
    clock.move(9000);
    await bytesOf(fetch(device.address(file)));
    expect(device.unread).toBe(0);
    clock.move(1000);
    const visit = bytesOf(fetch(device.address(file)));
    const ask = await device.asked();
    expect(ask.ifNoneMatch).toBe('"v1"');
    await device.answer(ask, '', { 'homeroll-answer-status': '304' });
    expect((await visit).equals(picture)).toBe(true);
    await bytesOf(fetch(device.address(file)));
    expect(device.unread).toBe(0);
  });

  it('another version takes its place', async () => {
    const device = await fetchedOnce();
    clock.move(60_000);
    const visit = bytesOf(fetch(device.address(file)));
    const changed = randomBytes(1000);
    await device.answer(await device.asked(), changed, { etag: '"v2"' });
    expect((await visit).equals(changed)).toBe(true);
    expect((await bytesOf(fetch(device.address(file)))).equals(changed)).toBe(true);
  });

  it('404 and 410 take it out of the cache', async () => {
    for (const status of [404, 410]) {
      const device = await fetchedOnce();
      clock.move(60_000);
      const visit = fetch(device.address(file));
      await device.answer(await device.asked(), '', { 'homeroll-answer-status': String(status) });
      expect((await visit).status).toBe(status);
      device.disconnect();
      expect(await (await fetch(device.address(file))).json()).toEqual({ reason: 'away' });
    }
  });

  it('a page that is over takes its pictures along', async () => {
    const device = await fetchedOnce();
    const visit = fetch(device.address(`${page}/set.json`));
    await device.answer(await device.asked(), '{"reason":"expired"}', { 'homeroll-answer-status': '410' });
    expect([(await visit).status, await (await visit).json()]).toEqual([410, { reason: 'expired' }]);
    const picturesVisit = fetch(device.address(file));
    await device.answer(await device.asked(), '', { 'homeroll-answer-status': '410' });
    expect((await picturesVisit).status).toBe(410);
  });

  it('what is still to come is told as such', async () => {
    const device = await connected();
    const visit = fetch(device.address(`${page}/set.json`));
    await device.answer(await device.asked(), '{"reason":"not-here-yet"}', {
      'homeroll-answer-status': '404',
    });
    expect([(await visit).status, await (await visit).json()]).toEqual([503, { reason: 'not-here-yet' }]);
  });

  it('B34 while the device is away or in trouble, it is served up to the age limit', async () => {
    const device = await fetchedOnce();
    clock.move(60_000);
    const visit = bytesOf(fetch(device.address(file)));
    await device.answer(await device.asked(), '', { 'homeroll-answer-status': '503' });
    expect((await visit).equals(picture)).toBe(true);
    device.disconnect();
    clock.move(3_500_000);
    expect((await bytesOf(fetch(device.address(file)))).equals(picture)).toBe(true);
    clock.move(100_000);
    expect((await fetch(device.address(file))).status).toBe(503);
  });
});

describe('B33 limits', () => {
  it('what is larger than the relay takes is refused in words', async () => {
    const device = await connected();
    const visit = fetch(device.address(file));
    const said = await device.answer(await device.asked(), '', { 'homeroll-answer-length': '900001' });
    expect(JSON.parse(said.text)).toMatchObject({
      status: 413,
      detail: expect.stringContaining('900000') as string,
    });
    expect((await visit).status).toBe(413);
  });

  it('the cache makes room, and never exceeds its size', async () => {
    const devices = [];
    for (let count = 0; count < 8; count += 1) {
      devices.push(await fetchedOnce());
      expect(relay.parts.cache.used).toBeLessThanOrEqual(1_000_000);
    }
    devices.at(-1)?.disconnect();
    expect((await bytesOf(fetch(devices.at(-1)!.address(file)))).equals(picture)).toBe(true);
    const gone = devices[0]!;
    void fetch(gone.address(file)).catch(() => undefined);
    expect((await gone.asked()).ifNoneMatch).toBeUndefined();
  });
});
