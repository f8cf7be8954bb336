import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { portalPage, testRelay, type TestRelay } from './running-relay.ts';
import { TestDevice } from './test-device.ts';

let relay: TestRelay;
beforeAll(async () => {
  relay = await testRelay({
    patience: { awayMs: 150, answerMs: 600, lingerMs: 100, stallMs: 400, pollGapMs: 1000 },
  });
});
afterAll(() => relay.close());

const page = '/b/box-1/IMG-7-abcdef-0123456789';
const file = `${page}/1/file`;
const picture = randomBytes(400_000);

async function connected(): Promise<TestDevice> {
  const device = new TestDevice(relay);
  await device.connect();
  return device;
}

async function bytesOf(answer: Response | Promise<Response>): Promise<Buffer> {
  return Buffer.from(await (await answer).arrayBuffer());
}

describe('B30 a visitor gets what the device has', () => {
  it('the bytes come through while they arrive, with their length, type and tag', async () => {
    const device = await connected();
    const visit = fetch(device.address(file));
    const ask = await device.asked();
    expect(ask.path).toBe(file);
    const { request, said } = device.begin(ask, {
      'homeroll-answer-length': String(picture.length),
      etag: '"v1"',
      'last-modified': 'Sun, 14 Jun 2026 12:00:00 GMT',
    });
    request.write(picture.subarray(0, 100_000));
    const answer = await visit;
    const reader = answer.body!.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    const first = (await reader.read()).value!;
    expect(Buffer.from(first).equals(picture.subarray(0, first.length))).toBe(true);
    request.end(picture.subarray(100_000));
    const rest = [first];
    for (let next = await reader.read(); !next.done; next = await reader.read()) rest.push(next.value);
    expect(Buffer.concat(rest).equals(picture)).toBe(true);
    expect((await said).status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-length': String(picture.length),
      'content-type': 'image/jpeg',
      etag: '"v1"',
      'last-modified': 'Sun, 14 Jun 2026 12:00:00 GMT',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox') as string,
    });
  });

  it('the page is the relay’s own, and asks for what it shows', async () => {
    const device = await connected();
    const answer = await fetch(device.address(page));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(
      '<script type="application/json" id="shared-set">{"ask":"set.json"}</script></head>',
    );
    expect(device.unread).toBe(0);
    expect(await (await fetch(relay.address)).text()).toBe(portalPage);
  });

  it('the set is told anew, with addresses of its own page only', async () => {
    const device = await connected();
    const item = { fileName: 'a.jpg', mediaType: 'image/jpeg', size: 4, width: 1, height: 2 };
    const set = { title: 'Party', expiresAt: null, zip: 'all.zip', other: '<script>' };
    const good = { ...item, file: `${page}/1/file`, view: '1/preview', thumb: '1/thumb', more: 1 };
    const visit = fetch(device.address(`${page}/set.json`));
    const json = { 'content-type': 'application/json' };
    await device.answer(await device.asked(), JSON.stringify({ ...set, items: [good] }), json);
    expect(await (await visit).json()).toEqual({
      ...{ title: 'Party', expiresAt: null, zip: 'all.zip' },
      items: [{ ...item, file: '1/file', view: '1/preview', thumb: '1/thumb' }],
    });
    for (const bad of [
      'https://elsewhere.example/1/file',
      '/s/another/1/file',
      '../other/1/file',
      'javascript:1',
    ]) {
      const spoilt = fetch(device.address(`/s/${randomBytes(9).toString('base64url')}/set.json`));
      const told = await device.answer(
        await device.asked(),
        JSON.stringify({ ...set, items: [{ ...good, view: bad }] }),
        json,
      );
      expect([told.status, (await spoilt).status]).toEqual([400, 503]);
    }
  });

  it('nothing else of the device can be asked for, and nothing that could run is handed on', async () => {
    const device = await connected();
    for (const path of [
      '/api/info',
      '/b/box',
      `${page}/0/file`,
      `${page}/1/original`,
      '/s/../1/file',
      '/s/%2e%2e/1/file',
      '/',
    ]) {
      const answer = await fetch(device.address(path));
      expect([path, answer.status]).toEqual([path, 404]);
    }
    expect(device.unread).toBe(0);
    for (const type of ['text/html', 'application/javascript', 'application/pdf', 'application/json']) {
      const visit = fetch(device.address(file));
      const said = await device.answer(await device.asked(), 'x', { 'content-type': type });
      expect([type, said.status, (await visit).status]).toEqual([type, 415, 503]);
    }
  });

  it('more or fewer bytes than announced are refused, and are not kept', async () => {
    const device = await connected();
    for (const length of [picture.length + 1, picture.length - 1]) {
      const visit = fetch(device.address(file)).then((answer) => answer.arrayBuffer());
      visit.catch(() => undefined);
      const sending = device.begin(await device.asked(), { 'homeroll-answer-length': String(length) });
      sending.request.end(picture);
      expect((await sending.said).status).toBe(422);
      await expect(visit).rejects.toThrow();
    }
    void fetch(device.address(file)).catch(() => undefined);
    expect((await device.asked()).path).toBe(file);
  });

  it('a device that vanishes in mid-file cuts the visitors off, and the next one is served whole', async () => {
    const device = await connected();
    const visit = fetch(device.address(file));
    const { request } = device.begin(await device.asked(), {
      'homeroll-answer-length': String(picture.length),
    });
    request.write(picture.subarray(0, 200_000));
    const answer = await visit;
    request.destroy();
    await expect(answer.arrayBuffer()).rejects.toThrow();
    const again = bytesOf(fetch(device.address(file)));
    await device.answer(await device.asked(), picture);
    expect((await again).equals(picture)).toBe(true);
  });
});

describe('B30 a device that answers oddly', () => {
  it('“still the same” of what nobody has is no answer, and is asked for only once', async () => {
    const device = await connected();
    for (const path of [file, `${page}/set.json`]) {
      const visit = fetch(device.address(path));
      await device.answer(await device.asked(), '', { 'homeroll-answer-status': '304' });
      expect((await visit).status).toBe(503);
    }
    expect(device.unread).toBe(0);
  });

  it('a file that breaks off before its first byte is told in words, with nothing of the file on them', async () => {
    const device = await connected();
    const visit = fetch(device.address(file), { headers: { range: 'bytes=5-9' } });
    const { request } = device.begin(await device.asked(), {
      ...{ 'homeroll-answer-length': '1000', etag: '"v1"', 'content-disposition': 'attachment' },
      'last-modified': 'Sun, 14 Jun 2026 12:00:00 GMT',
    });
    request.flushHeaders();
    await expect.poll(() => relay.parts.book.size).toBe(0);
    request.destroy();
    const answer = await visit;
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'unavailable' }]);
    for (const name of ['etag', 'content-disposition', 'content-range', 'last-modified'])
      expect([name, answer.headers.get(name)]).toEqual([name, null]);
  });
});

describe('B31 pairing', () => {
  it('the key has 256 bits and is for its owner’s eyes only', async () => {
    const path = join(relay.dataFolder, 'relay.key');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readFile(path, 'utf8')).trim()).toBe(relay.key);
    expect(Buffer.from(relay.key, 'base64url').length).toBe(32);
  });

  it('without the key there is no line and no answer, with words that say so', async () => {
    const device = await connected();
    const visit = fetch(device.address(file));
    const ask = await device.asked();
    for (const authorization of ['', 'Bearer', `Bearer ${relay.key}x`, `Basic ${relay.key}`]) {
      const headers = {
        ...device.headers,
        authorization,
        'homeroll-answer-status': '200',
        'homeroll-answer-length': '0',
      };
      expect((await fetch(`${relay.address}/line`, { headers })).status).toBe(401);
      const refused = await fetch(`${relay.address}/line/answers/${ask.id}`, { method: 'PUT', headers });
      expect(await refused.json()).toMatchObject({ code: 'not-signed-in' });
    }
    await device.answer(ask, picture);
    expect((await bytesOf(visit)).equals(picture)).toBe(true);
  });

  it('a paired device cannot answer for the line of another one', async () => {
    const [device, other] = [await connected(), await connected()];
    const visit = fetch(device.address(file));
    const ask = await device.asked();
    expect((await other.answer(ask, 'forged')).status).toBe(410);
    await device.answer(ask, picture);
    expect((await bytesOf(visit)).equals(picture)).toBe(true);
  });

  it('a second stream of the same line takes over, and the first one is told', async () => {
    const device = await connected();
    await device.connect();
    expect(await device.heard((message) => 'replaced' in message)).toEqual({ replaced: true });
  });
});

describe('B34 the device is away', () => {
  it('the page’s question is answered at once; a picture is waited for a moment', async () => {
    const device = new TestDevice(relay);
    for (const path of [`${page}/set.json`, file]) {
      const answer = await fetch(device.address(path));
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3']);
      expect(await answer.json()).toEqual({ reason: 'away' });
    }
  });

  it('a device that comes back in time still answers', async () => {
    const device = await connected();
    device.disconnect();
    const visit = fetch(device.address(file));
    await device.connect();
    await device.answer(await device.asked(), picture);
    expect((await bytesOf(visit)).equals(picture)).toBe(true);
  });

  it('a visitor who leaves takes the ask along', async () => {
    const device = await connected();
    const controller = new AbortController();
    const visit = fetch(device.address(file), { signal: controller.signal });
    const ask = await device.asked();
    controller.abort();
    await expect(visit).rejects.toThrow();
    expect(await device.heard((message) => 'withdraw' in message)).toEqual({ withdraw: ask.id });
    expect((await device.answer(ask, picture)).status).toBe(410);
    device.disconnect();
    const back = await device.poll(0);
    expect(back.asks).toEqual([]);
  });

  it('a device hears what was withdrawn while it was away, for it may still be working at it', async () => {
    const device = await connected();
    const visit = fetch(device.address(file));
    const ask = await device.asked();
    device.disconnect();
    expect((await visit).status).toBe(503);
    await device.connect();
    expect(await device.heard((message) => 'withdraw' in message)).toEqual({ withdraw: ask.id });
  });

  it('a device that says nothing is taken for away, until it is heard of again', async () => {
    const device = await connected();
    expect(await (await fetch(device.address(file))).json()).toEqual({ reason: 'away' });
    expect(await (await fetch(device.address(`${page}/set.json`))).json()).toEqual({ reason: 'away' });
    await device.poll(0);
    const visit = fetch(device.address(`${page}/set.json`));
    await device.heard((message) => 'ask' in message && message.ask.path.endsWith('set.json'));
    expect((await visit).status).toBe(503);
  });

  it('a device that stands still in mid-file is given up, and so are those who read along', async () => {
    const device = await connected();
    const visit = fetch(device.address(file));
    const { request, said } = device.begin(await device.asked(), {
      'homeroll-answer-length': String(picture.length),
    });
    request.write(picture.subarray(0, 1000));
    await expect((await visit).arrayBuffer()).rejects.toThrow();
    expect((await said).status).toBe(410);
  });

  it('an upload that nobody reads any more is given up', async () => {
    const device = await connected();
    const controller = new AbortController();
    const visit = fetch(device.address(file), { signal: controller.signal });
    const { request, said } = device.begin(await device.asked(), {
      'homeroll-answer-length': String(picture.length),
    });
    request.write(picture.subarray(0, 1000));
    await visit;
    controller.abort();
    expect((await said).status).toBe(410);
    await expect
      .poll(() => readdir(join(relay.dataFolder, 'spool')).then((names) => names.length))
      .toBeLessThan(20);
  });
});

describe('B36 long polling', () => {
  it('a request that waits is answered as soon as somebody asks, and each ask is told once', async () => {
    const device = new TestDevice(relay);
    const news = device.poll(20);
    const visit = fetch(device.address(file));
    const { asks, next } = await news;
    expect(asks.map(({ path }) => path)).toEqual([file]);
    expect((await device.poll(0, next)).asks).toEqual([]);
    // A device that did not get the answer asks with the old cursor, or none, and is told again.
    expect((await device.poll(0)).asks).toEqual(asks);
    expect((await device.poll(0, 'another-relay.999')).asks).toEqual(asks);
    await device.answer(asks[0]!, picture);
    expect((await bytesOf(visit)).equals(picture)).toBe(true);
    expect((await device.poll(0)).asks).toEqual([]);
  });

  it('withdrawals are told too', async () => {
    const device = new TestDevice(relay);
    const controller = new AbortController();
    const visit = fetch(device.address(file), { signal: controller.signal });
    const { asks, next } = await device.poll(20);
    const news = device.poll(20, next);
    controller.abort();
    await expect(visit).rejects.toThrow();
    expect(await news).toMatchObject({ asks: [], withdrawn: [asks[0]!.id] });
  });
});
