import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testRelay, type TestRelay } from './running-relay.ts';
import { TestDevice } from './test-device.ts';

let relay: TestRelay;
let device: TestDevice;
let spool = '';
beforeAll(async () => {
  // Nobody's patience ends during a test.
  relay = await testRelay({ patience: { awayMs: 600_000, answerMs: 600_000 } });
  spool = join(relay.dataFolder, 'spool');
  device = new TestDevice(relay);
  await device.connect();
});
afterAll(() => relay.close());

describe('B33 the folder of the cache, and somebody who cleans it up', () => {
  it('a file that is gone from the disk is asked for anew', async () => {
    const address = device.address('/s/token/1/file');
    const picture = randomBytes(200_000);
    const fetched = fetch(address);
    await device.answer(await device.asked(), picture, { 'homeroll-answer-fresh': '86400' });
    await (await fetched).arrayBuffer();
    for (const name of await readdir(spool)) await rm(join(spool, name));
    expect((await fetch(address)).status).toBe(503);
    const again = fetch(address);
    await device.answer(await device.asked(), picture);
    expect(Buffer.from(await (await again).arrayBuffer()).equals(picture)).toBe(true);
    await expect.poll(() => relay.parts.cache.used).toBe(picture.length);
  });

  it('where nothing can be written, nobody waits for what the device has sent', async () => {
    await rm(spool, { recursive: true });
    const set = '{"title":null,"items":[],"zip":null,"expiresAt":null}';
    for (const [path, body] of [
      ['/s/token/set.json', set],
      ['/s/token/2/file', 'picture'],
    ] as const) {
      const visit = fetch(device.address(path));
      const said = await device.answer(await device.asked(), body);
      expect([path, said.status, (await visit).status]).toEqual([path, 507, 503]);
    }
  });
});
