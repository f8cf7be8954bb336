import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request as open, type IncomingMessage } from 'node:http';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OldBooths } from '@homeroll/relay/old-booths/old-booths';
import { OldBooth } from './old-booth.ts';
import { testRelay, type TestRelay } from './running-relay.ts';

let relay: TestRelay;
let url = '';
beforeAll(async () => {
  relay = await testRelay({
    patience: { awayMs: 400, pingMs: 60, oldQueueMs: 500, stallMs: 600 },
    oldBooths: 'keyless',
    fileBytes: 3_000_000,
  });
  url = `${relay.address}/dl.php`;
});
afterAll(() => relay.close());

/** A JPEG by its first bytes. */
function jpeg(size: number): Buffer {
  const bytes = randomBytes(size);
  Buffer.from('ffd8ffe000104a464946000101', 'hex').copy(bytes);
  return bytes;
}

const download = (id: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${url}?action=download&id=${id}`, init);

async function booth(
  files: Record<string, Buffer>,
  settings: { url?: string; apikey?: string; isKeyless?: boolean } = {},
) {
  const made = new OldBooth({ url, apikey: relay.key, files: new Map(Object.entries(files)), ...settings });
  const status = await made.connect();
  return { made, status };
}

describe('B35 old booths', () => {
  it('info says what the original says, at one slash and at two', async () => {
    for (const address of [url, `${relay.address}//dl.php`]) {
      const answer = await fetch(`${address}?action=info`);
      expect(await answer.text()).toBe('{"version":2,"name":"photobooth-app file upload extension"}');
      expect(answer.headers.get('x-accel-buffering')).toBe('no');
    }
  });

  it('a picture is asked for once, comes through whole, and is served from the cache with ranges', async () => {
    for (const id of [randomBytes(16).toString('hex'), randomUUID()]) {
      const picture = jpeg(2_000_000);
      const { made } = await booth({ [id]: picture });
      const answers = await Promise.all([
        download(id),
        download(id),
        fetch(`${relay.address}//dl.php?action=download&id=${id}`),
      ]);
      for (const answer of answers) {
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
        expect(answer.headers.get('content-length')).toBe(String(picture.length));
        expect(Buffer.from(await answer.arrayBuffer()).equals(picture)).toBe(true);
      }
      const part = await download(id, { headers: { range: 'bytes=5-9' } });
      expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, picture.subarray(5, 10)]);
      expect(made.uploads).toBe(1);
      expect(made.answers).toEqual([{ status: 200, text: 'file successfully saved and ready to download' }]);
      made.disconnect();
    }
  });

  it('HEAD causes one upload, and GET after it none', async () => {
    const id = randomUUID();
    const { made } = await booth({ [id]: jpeg(100_000) });
    const head = await download(id, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '100000']);
    expect((await (await download(id)).arrayBuffer()).byteLength).toBe(100_000);
    expect(made.uploads).toBe(1);
    made.disconnect();
  });

  it('every type that booths make is told by its bytes; others are refused', async () => {
    const drawn = sharp({ create: { width: 20, height: 20, channels: 3, background: '#369' } });
    const mp4 = Buffer.concat([
      Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41', 'latin1'),
      randomBytes(5000),
    ]);
    const files: Record<string, [string, Buffer]> = {
      'image/png': [randomUUID(), await drawn.png().toBuffer()],
      'image/jpeg': [randomUUID(), await drawn.jpeg().toBuffer()],
      'image/gif': [randomUUID(), await drawn.gif().toBuffer()],
      'image/webp': [randomUUID(), await drawn.webp().toBuffer()],
      'image/avif': [randomUUID(), await drawn.avif().toBuffer()],
      'video/mp4': [randomUUID(), mp4],
    };
    const { made } = await booth(Object.fromEntries(Object.values(files)));
    for (const [type, [id, bytes]] of Object.entries(files)) {
      const answer = await download(id);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    }
    made.answers.length = 0;
    for (const bad of [Buffer.from('<html><script>'), Buffer.from('%PDF-1.4'), Buffer.alloc(0)])
      await made.upload(randomUUID(), bad);
    expect(made.answers.map(({ status }) => status)).toEqual([500, 500, 500]);
    made.disconnect();
  });

  it('the queue is one line in each chunk, never long silent, and ends by itself', async () => {
    const id = randomUUID();
    const { made } = await booth({});
    void download(id).then((answer) => answer.arrayBuffer());
    await expect.poll(() => made.lines.filter(({ ping }) => ping !== undefined).length).toBeGreaterThan(4);
    const jobs = made.lines.filter(({ ping }) => ping === undefined);
    expect(jobs).toEqual([
      {
        ...{ file_identifier: id, filename: null, status: 'pending' },
        last_modified: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
      },
    ]);
    for (const chunk of made.chunks) expect(chunk).toMatch(/^[^\n]+\n$/);
    const now = Date.now() / 1000;
    expect(Math.abs((made.lines[0]?.ping ?? 0) - now)).toBeLessThan(60);
    await expect.poll(() => relay.parts.oldBooths?.isThere()).toBe(false);
  });

  it('the answer of the queue is neither compressed nor gathered', async () => {
    const form = new URLSearchParams({ action: 'upload_queue', apikey: relay.key });
    const answer = await fetch(url, {
      method: 'POST',
      body: form,
      headers: { 'accept-encoding': 'gzip, br' },
    });
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    await answer.body?.cancel();
  });

  it('without the key there is neither a queue nor an upload', async () => {
    const { status } = await booth({}, { apikey: 'changedefault!' });
    expect(status).toBe(500);
    const stranger = new OldBooth({ url, apikey: 'wrong', files: new Map() });
    const id = randomUUID();
    await stranger.upload(id, jpeg(1000));
    await stranger.upload(id, undefined);
    expect(stranger.answers.map((answer) => answer.status)).toEqual([500, 500]);
    expect((await download(id)).status).toBe(500);
    const keyless = await fetch(`${url}?action=upload_queue`);
    expect([keyless.status, await keyless.text()]).toEqual([406, '']);
  });

  it('anything else is 406 with nothing in it', async () => {
    for (const [method, query] of [
      ['GET', ''],
      ['GET', '?action=x'],
      ['POST', ''],
      ['PUT', '?action=info'],
      ['DELETE', ''],
    ] as const) {
      const answer = await fetch(url + query, { method });
      expect([method, query, answer.status, await answer.text()]).toEqual([method, query, 406, '']);
    }
  });

  it('booths of version 1 to 6 come in by a secret path only', async () => {
    const id = randomUUID();
    const picture = jpeg(1000);
    const secret = `${relay.address}${relay.keyless?.path ?? ''}/dl.php`;
    const { made, status } = await booth({ [id]: picture }, { url: secret, isKeyless: true });
    expect(status).toBe(200);
    expect(Buffer.from(await (await download(id)).arrayBuffer()).equals(picture)).toBe(true);
    made.disconnect();
    expect((await fetch(`${relay.address}/aaaaaaaaaaaaaaaaaaaaaa/dl.php?action=upload_queue`)).status).toBe(
      404,
    );
  });
});

describe('B35 a picture says why there is none', () => {
  const german = { 'accept-language': 'de-AT,de;q=0.9,en;q=0.8' };

  it('no booth, nothing came in time, the booth does not have it, no such id', async () => {
    const id = randomUUID();
    const seen: Buffer[] = [];
    const look = async (address: Promise<Response>): Promise<void> => {
      const answer = await address;
      expect([answer.status, answer.headers.get('content-type')]).toEqual([500, 'image/jpeg']);
      seen.push(Buffer.from(await answer.arrayBuffer()));
    };
    await look(download(id));
    const silent = await booth({});
    silent.made.upload = () => Promise.resolve();
    await look(download(id));
    silent.made.disconnect();
    await expect.poll(() => relay.parts.oldBooths?.isThere()).toBe(false);
    const { made } = await booth({});
    await look(download(id));
    made.disconnect();
    await look(download('../../etc/passwd'));
    expect(new Set(seen.map((bytes) => bytes.toString('base64'))).size).toBe(4);
    for (const bytes of seen) {
      const { width, height, format } = await sharp(bytes).metadata();
      expect([format, width > 600, height > 400]).toEqual(['jpeg', true, true]);
      // Something is written on it.
      expect((await sharp(bytes).stats()).channels[0]?.stdev).toBeGreaterThan(10);
    }
  });

  it('in German for who reads German', async () => {
    const [one, other] = await Promise.all([
      download('x').then((answer) => answer.arrayBuffer()),
      download('x', { headers: german }).then((answer) => answer.arrayBuffer()),
    ]);
    expect(Buffer.from(one).equals(Buffer.from(other))).toBe(false);
  });

  it('with two booths it is missing only when both do not have it', async () => {
    const id = randomUUID();
    const picture = jpeg(1000);
    const [without, having] = [await booth({}), await booth({ [id]: picture })];
    expect(Buffer.from(await (await download(id)).arrayBuffer()).equals(picture)).toBe(true);
    without.made.disconnect();
    having.made.disconnect();
  });
});

describe('B35 strangers', () => {
  it('a form that never comes to its end is not waited for', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': 1000 };
    const request = open(url, { method: 'POST', agent: false, headers });
    request.write('action=upload');
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    expect([answer.statusCode, answer.headers.connection]).toEqual([406, 'close']);
    request.destroy();
  });
});

describe('B35 who refused what', () => {
  it('a booth whose queue began anew does not speak for another one', () => {
    const booths = new OldBooths();
    const silent = (): void => undefined;
    const detach = booths.attach(silent);
    booths.attach(() => undefined);
    booths.tell({ id: 'a', path: 'a' });
    expect(booths.refuse('a')).toBe(false);
    detach();
    booths.attach(silent);
    expect(booths.refuse('a')).toBe(false);
    expect(booths.refuse('a')).toBe(true);
  });
});

describe('B35 uploads that are not whole', () => {
  it('a form that is cut off, or larger than it may be, leaves nothing in the cache', async () => {
    const id = randomUUID();
    const { made } = await booth({});
    await made.upload(id, jpeg(3_000_001));
    expect(made.answers[0]?.status).toBe(500);
    const boundary = 'x'.repeat(20);
    const part = (name: string, value: string): string =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const head = part('action', 'upload') + part('apikey', relay.key) + part('id', id);
    await new Promise<void>((resolve) => {
      const headers = {
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': 200_000,
      };
      const request = open(url, { method: 'POST', agent: false, headers });
      request.on('error', () => resolve());
      request.write(
        `${head}--${boundary}\r\nContent-Disposition: form-data; name="upload_file"; filename="a.jpg"\r\n\r\n`,
      );
      request.write(jpeg(50_000), () => request.destroy());
    });
    const answer = await download(id);
    expect(answer.status).toBe(500);
    await expect.poll(() => relay.parts.cache.used).toBeLessThan(10_000_000);
    made.disconnect();
  });
});
