import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineOf } from '@homeroll/relay/line-id';
import { testRelay, type TestRelay } from './running-relay.ts';
import { TestDevice } from './test-device.ts';

let relay: TestRelay;
beforeAll(async () => {
  relay = await testRelay({ patience: { pingMs: 10, oldQueueMs: 300 }, oldBooths: 'keyless' });
});
afterAll(() => relay.close());

/** Asks for an answer that stands behind one still to come on its connection: nothing of it is sent. */
function heldBack(path: string, { headers }: TestDevice): Socket {
  const socket = connect(Number(new URL(relay.address).port), '127.0.0.1');
  const requests = [
    ['/line?wait=50', new TestDevice(relay).headers],
    [path, headers],
  ] as const;
  for (const [target, shown] of requests) {
    const lines = Object.entries({ host: 'relay', ...shown }).map((pair) => pair.join(': '));
    socket.write(`GET ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  }
  return socket;
}

async function pings(device: TestDevice): Promise<void> {
  for (let heard = 0; heard < 10; heard += 1) await device.heard((message) => 'ping' in message);
}

describe('an answer without an end is over before its reader has all of it', () => {
  it('B34 a line that is replaced', async () => {
    const device = new TestDevice(relay);
    const socket = heldBack('/line', device);
    const isThere = (): boolean => relay.parts.lines.get(lineOf(device.secret)).isThere();
    await expect.poll(isThere).toBe(true);
    await device.connect();
    await pings(device);
    device.disconnect();
    await expect.poll(isThere).toBe(false);
    socket.destroy();
  });

  it('B35 the queue of an old booth', async () => {
    const device = new TestDevice(relay);
    const socket = heldBack(`${relay.keyless?.path ?? ''}/dl.php?action=upload_queue`, device);
    const isThere = (): boolean => relay.parts.oldBooths?.isThere() ?? false;
    await expect.poll(isThere).toBe(true);
    await expect.poll(isThere).toBe(false);
    await device.connect();
    await pings(device);
    socket.destroy();
    device.disconnect();
  });
});
