import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { boothPageRoutes, boothStateSchema, type BoothState } from '@homeroll/protocol/booth-page';
import { saidUntil, startHomeroll } from './homeroll-process.ts';

it('B20: a demonstration runs on made-up pictures, guests get them, and nothing of it stays', async () => {
  const own = await mkdtemp(join(tmpdir(), 'homeroll-demo-test-'));
  onTestFinished(() => rm(own, { recursive: true }));
  const temporary = join(own, 'tmp');
  await mkdir(temporary);
  const child = startHomeroll(['booth', '--demo', '--port', '0'], { TMPDIR: temporary, HOME: own });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close') as Promise<[number | null]>;
  const said = await saidUntil(child, /Screen of the booth: +\S+\n/);
  const address = /Screen of the booth: +(\S+)/.exec(said)?.[1] ?? '';
  const state = async (): Promise<BoothState> =>
    boothStateSchema.parse(await (await fetch(address + boothPageRoutes.state)).json());
  await expect.poll(async () => (await state()).count).toBeGreaterThanOrEqual(5);
  const { isDemo, pictures, destinations } = await state();
  expect(isDemo).toBe(true);
  expect(destinations.map(({ kind }) => kind)).toEqual(['here']);
  const link = pictures[0]?.links[0]?.url;
  // A machine without a network has none.
  if (link !== undefined)
    expect((await fetch(`${link}/1/file`)).headers.get('content-type')).toBe('image/jpeg');
  // The terminal tells it, and so does the program that started it.
  child.kill('SIGINT');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await readdir(temporary)).toEqual([]);
});
