import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerFromLocal } from '@homeroll/agent/relay-line/answer-from-local';
import { guestBase, type RelayAddress } from '@homeroll/agent/relay-line/line-http';
import type { LineState } from '@homeroll/agent/relay-line/line-state';
import { relayLine } from '@homeroll/agent/relay-line/relay-line';
import { systemClock } from '@homeroll/agent/system-clock';

/** What a booth has to offer: its page for guests on this machine, and a line to a relay. */
export interface BoothStandIn {
  readonly picture: Buffer;
  readonly secret: string;
  /** Where guests find it: `…/l/<line>/b/box/key`. */
  readonly page: string;
  /** Addresses that were asked of the local page, in order. */
  readonly asked: string[];
  readonly states: LineState[];
  readonly troubles: string[];
  /** Fulfilled when the line is there, by whichever way. */
  connected(): Promise<'stream' | 'polling'>;
  /** How many bytes of the next file are given out before it stands still; 0: nothing is answered; `undefined`: all. */
  stopAt: number | undefined;
  /** What stood still goes on to its end. */
  goOn(): void;
  close(): Promise<void>;
}

const path = '/b/box/IMG-7-abcdef-0123456789';

/** With the secret of an earlier one, it is that booth, come back with another picture. */
export async function startBooth(
  relay: Omit<RelayAddress, 'secret'>,
  size = 3_000_000,
  secret: string = randomBytes(32).toString('base64url'),
): Promise<BoothStandIn> {
  const stop = new AbortController();
  const held: (() => void)[] = [];
  const booth: Omit<BoothStandIn, 'close'> = {
    goOn: () => {
      for (const finish of held.splice(0)) finish();
    },
    ...{ secret, picture: randomBytes(size), page: guestBase({ url: relay.url, secret }) + path },
    ...{ asked: [], states: [], troubles: [], stopAt: undefined },
    connected: async () => {
      for (;;) {
        const state = booth.states.at(-1);
        if (state?.state === 'connected') return state.by;
        await changed();
      }
    },
  };
  let wake = (): void => undefined;
  const changed = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const server = await localPage(booth, held);
  const ended = relayLine({
    ...{ ...relay, secret, clock: systemClock, signal: stop.signal },
    answer: answerFromLocal(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    tell: (state) => {
      booth.states.push(state);
      wake();
    },
    trouble: (words) => booth.troubles.push(words),
  });
  return Object.assign(booth, {
    close: async () => {
      stop.abort();
      await ended;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

async function localPage(booth: Omit<BoothStandIn, 'close'>, held: (() => void)[]): Promise<Server> {
  const server = createServer((request, response) => {
    const { url = '' } = request;
    booth.asked.push(url);
    const etag = '"1"';
    if (url === `${path}/set.json`) {
      const item = {
        fileName: 'IMG_7.jpg',
        mediaType: 'image/jpeg',
        size: booth.picture.length,
        width: 4,
        height: 3,
      };
      const items = [{ ...item, file: '1/file', view: '1/file', thumb: '1/file' }];
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ title: null, expiresAt: null, zip: null, items }));
    } else if (!/^\/b\/box\/IMG-7-abcdef-0123456789\/\d+\/file$/.test(url)) response.writeHead(404).end();
    else if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else {
      const { picture, stopAt = picture.length } = booth;
      const head = { 'content-type': 'image/jpeg', 'content-length': picture.length, etag };
      if (stopAt > 0) response.writeHead(200, head).write(picture.subarray(0, stopAt));
      const finish = (): void => {
        if (stopAt === 0) response.writeHead(200, head);
        response.end(picture.subarray(stopAt));
      };
      if (booth.stopAt === undefined) finish();
      else held.push(finish);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
