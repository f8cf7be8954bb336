import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readings } from '@homeroll/core/connection/connection-rules';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinedReadings } from '../../src/readings/joined-readings.ts';
import { programReader } from '../../src/readings/program-reader.ts';
import { ReadingsError, type ReadingsReader } from '../../src/readings/readings-reader.ts';
import { systemReaders } from '../../src/readings/system-readers.ts';
import { watchProgram } from '../../src/readings/watch-program.ts';

let folder: string;
const never = new AbortController().signal;
const hanging: ReadingsReader = { name: 'hangs', read: () => new Promise(() => undefined) };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-readings-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('joinedReadings', () => {
  it('P59 of each reading the first reader that knows it is believed', () => {
    const some = fc.record(
      { metered: fc.boolean(), charging: fc.boolean(), network: fc.string() },
      { requiredKeys: [] },
    );
    return fc.assert(
      fc.asyncProperty(fc.array(some), async (all) => {
        const { readings, problems } = await joinedReadings(all.map(knows)).read(never);
        expect(problems).toEqual([]);
        for (const key of ['metered', 'charging', 'network'] as const) {
          expect(readings[key]).toBe(all.find((one) => one[key] !== undefined)?.[key]);
        }
      }),
    );
  });

  it('P59 one that fails or hangs contributes nothing and is named', async () => {
    const failing: ReadingsReader = {
      name: 'fails',
      read: () => Promise.reject(new ReadingsError('failed', 'no bus')),
    };
    const { readings, problems } = await joinedReadings(
      [failing, hanging, knows({ charging: true })],
      20,
    ).read(never);
    expect(readings).toEqual({ charging: true });
    expect(problems).toEqual(['fails: no bus', 'hangs: did not answer in time']);
  });

  it('a mistake of ours is not hidden', async () => {
    const wrong: ReadingsReader = { name: 'wrong', read: () => Promise.reject(new TypeError('ours')) };
    await expect(joinedReadings([wrong]).read(never)).rejects.toThrow(TypeError);
  });

  it('ends when the caller does not want it any more', async () => {
    const stop = new AbortController();
    const reading = joinedReadings([hanging]).read(stop.signal);
    stop.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });

  it('P60 is live where one of them is', () => {
    expect(joinedReadings([hanging]).isLive).toBe(false);
    let isClosed = false;
    const live: ReadingsReader = { ...hanging, watch: (changed) => (changed(), () => (isClosed = true)) };
    let changes = 0;
    const close = joinedReadings([hanging, live]).watch(() => (changes += 1));
    close();
    expect({ changes, isClosed }).toEqual({ changes: 1, isClosed: true });
  });

  it('P59 asks the machine that this runs on, whatever is installed there', async () => {
    const { platform, env: environment } = process;
    const { readings } = await joinedReadings(systemReaders({ platform, environment })).read(never);
    expect(['wifi', 'cable', 'mobile', undefined]).toContain(readings.link);
  });
});

describe.skipIf(process.platform === 'win32')('programs (shell scripts; not on Windows)', () => {
  it('P59 one that is not installed is simply absent', async () => {
    const reader = programReader({ name: 'none', program: join(folder, 'none'), args: [], parse: charging });
    expect(await joinedReadings([reader]).read(never)).toEqual({ readings: {}, problems: [] });
  });

  it('P59 one that fails is named with what it complained of', async () => {
    const reader = await script('fails', 'echo "NetworkManager is not running." >&2; exit 8');
    expect((await joinedReadings([reader]).read(never)).problems).toEqual([
      `fails: ${join(folder, 'fails')}: NetworkManager is not running.`,
    ]);
  });

  it('P59 one that hangs is killed, with its children', async () => {
    const pids = join(folder, 'pids');
    const reader = await script('hangs', `sleep 1000 & echo $! > ${pids}; echo $$ >> ${pids}; wait`);
    const stop = new AbortController();
    const reading = reader.read(stop.signal);
    await until(() => existsSync(pids));
    await until(async () => (await readFile(pids, 'utf8')).trim().includes('\n'));
    stop.abort();
    await expect(reading).rejects.toMatchObject({ fault: 'too-slow' });
    for (const pid of (await readFile(pids, 'utf8')).trim().split('\n'))
      await until(() => !isAlive(Number(pid)));
  });

  it('P59 one that never stops talking is ended', async () => {
    const reader = await script('talks', 'while :; do echo yes yes yes yes yes yes yes; done');
    await expect(reader.read(never)).rejects.toMatchObject({ fault: 'failed' });
  });

  it('P60 a change is told, until nobody listens any more', async () => {
    const pids = join(folder, 'watch-pid');
    await script('watch', `echo $$ > ${pids}; echo change; sleep 1000`);
    let close = (): void => undefined;
    await new Promise<void>((resolve) => {
      close = watchProgram({ program: join(folder, 'watch'), args: [] }, resolve);
    });
    const pid = Number(await readFile(pids, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    close();
    await until(() => !isAlive(pid));
    close();
  });

  it('P60 a watcher that is not installed says nothing', () => {
    watchProgram({ program: join(folder, 'none'), args: [] }, () => undefined)();
  });
});

describe('systemReaders', () => {
  const names = (platform: string, environment = {}): string[] =>
    systemReaders({ platform, environment }).map(({ name }) => name);
  it('P58 knows whom to ask on each system', () => {
    expect(names('linux')).toEqual(['NetworkManager', 'network interfaces', 'power supply']);
    expect(names('darwin')).toEqual(['macOS network', 'macOS power']);
    expect(names('win32')).toEqual(['Windows', 'netsh']);
    expect(names('android')).toEqual(['Termux:API network', 'Termux:API battery']);
    expect(names('linux', { TERMUX_VERSION: '0.118.3' })).toEqual(names('android'));
    expect(names('freebsd')).toEqual([]);
  });
});

function knows(readings: Readings): ReadingsReader {
  return { name: 'knows', read: () => Promise.resolve(readings) };
}

function charging(): Readings {
  return { charging: true };
}

async function script(name: string, text: string): Promise<ReadingsReader> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return programReader({ name, program: path, args: [], parse: charging });
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate);
}

/** One that ended and that nobody has collected yet is still known by its number: on Linux its state says so. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch (error) {
    return existsSync('/proc/self') ? false : (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
