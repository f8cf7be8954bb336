import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request as open } from 'node:http';
import { join } from 'node:path';
import type { AnswerAsk } from '@homeroll/agent/relay-line/answer';
import { guestBase } from '@homeroll/agent/relay-line/line-http';
import type { LineState } from '@homeroll/agent/relay-line/line-state';
import { relayLine } from '@homeroll/agent/relay-line/relay-line';
import { systemClock } from '@homeroll/agent/system-clock';
import { freePort, homeroll, root, saidBy, startNode, stop } from './programs.ts';
import type { Bench } from './row.ts';

/** A relay as its own process, with a device on a line of its own. */
export interface RelayWithDevice {
  /** Where a picture is that nobody asked for yet: another one with each call. */
  freshPage(): string;
  /** How often the device was asked for a file. */
  readonly uploads: () => number;
  close(): Promise<void>;
}

export async function relayWithDevice(bench: Bench, picture: Buffer): Promise<RelayWithDevice> {
  const data = await bench.folder('relay');
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = startNode([homeroll, 'relay', '--data', data, '--port', new URL(url).port]);
  await saidBy(child, /is running/);
  child.stdout?.resume();
  const key = (await readFile(join(data, 'relay.key'), 'utf8')).trim();
  const secret = randomBytes(32).toString('base64url');
  const item = { fileName: 'IMG_1.jpg', mediaType: 'image/jpeg', size: picture.length, width: 4, height: 3 };
  const items = [{ ...item, file: '1/file', view: '1/file', thumb: '1/file' }];
  const set = Buffer.from(JSON.stringify({ title: null, expiresAt: null, zip: null, items }));
  const end = new AbortController();
  let [uploads, pages] = [0, 0];
  const answer: AnswerAsk = ({ path }) => {
    const isSet = path.endsWith('set.json');
    if (!isSet) uploads += 1;
    const [body, mediaType] = isSet ? [set, 'application/json'] : [picture, 'image/jpeg'];
    return Promise.resolve({
      head: { status: 200, length: body.length, mediaType },
      open: () => inPieces(body),
    });
  };
  let tell = (_state: LineState): void => undefined;
  const connected = new Promise<void>((resolve) => {
    tell = ({ state }) => {
      if (state === 'connected') resolve();
    };
  });
  const ended = relayLine({ url, key, secret, clock: systemClock, signal: end.signal, answer, tell });
  await connected;
  return {
    freshPage: () => `${guestBase({ url, secret })}/b/box/IMG-${pages++}`,
    uploads: () => uploads,
    close: async () => {
      end.abort();
      await ended;
      await stop(child);
    },
  };
}

/** The known way: the same picture behind a script that looks every 500 ms. */
export async function dlPhpWithDevice(
  bench: Bench,
  picture: Buffer,
): Promise<{ fresh(): string; close(): Promise<void> }> {
  const port = await freePort();
  const child = startNode([
    join(root, 'bench/peers/dl-php-relay.ts'),
    String(port),
    await bench.folder('dl-php'),
  ]);
  await saidBy(child, /listening/);
  const url = `http://127.0.0.1:${port}/dl.php`;
  const queue = open(`${url}?action=upload_queue`, { method: 'POST', agent: false });
  queue.on('error', () => undefined);
  queue.on('response', (answer) => {
    answer.on('error', () => undefined);
    answer.on('data', (chunk: Buffer) => {
      const ids = chunk.toString().matchAll(/"file_identifier":"([\w-]+)"/g);
      for (const [, id = ''] of ids)
        void fetch(`${url}?action=upload&id=${id}`, { method: 'POST', body: new Uint8Array(picture) });
    });
  });
  queue.end();
  let files = 0;
  return {
    fresh: () => `${url}?action=download&id=file-${files++}`,
    close: async () => {
      queue.destroy();
      await stop(child);
    },
  };
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  const piece = 64 * 1024;
  for (let at = 0; at < bytes.length; at += piece)
    yield await Promise.resolve(bytes.subarray(at, at + piece));
}
