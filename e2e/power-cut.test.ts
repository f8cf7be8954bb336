import { randomInt } from 'node:crypto';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashFile } from '@homeroll/server/library/hash-file';
import type { LibraryReport } from '@homeroll/server/library/verify';
import { needs } from '../apps/server/test/programs.ts';
import { homeroll, makeAnna, startServerProcess, type ServerProcess } from './homeroll-process.ts';
import { canMakeDisks, loopDisk, type FileSystem, type LoopDisk } from './loop-disk.ts';
import { newNotes, sendAndNote } from './noting-client.ts';
import { parseTrace, promiseKept } from './system-calls.ts';

const cutsPerFileSystem = 6;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-power-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Small ones mostly; some that are streamed, some that are written past the page cache. */
const size = (): number =>
  [20_000, 20_000, 20_000, 200_000, 2_000_000, 34_000_000][randomInt(60) === 0 ? 5 : randomInt(5)] ?? 0;

describe.skipIf(!canMakeDisks).each(['ext4', 'xfs'] as const)(
  'the power is cut on a journaled %s (needs root and loop devices)',
  (fileSystem: FileSystem) => {
    let disk: LoopDisk;
    let data = '';
    let server: ServerProcess;
    let token = '';
    const notes = newNotes();

    beforeAll(async () => {
      disk = loopDisk(folder, { fileSystem, mebibytes: 1500 });
      data = join(disk.path, 'data');
      server = await startServerProcess(data);
      token = await makeAnna(server, data);
    });
    afterAll(async () => {
      await server.stop('SIGKILL');
      disk.remove();
    });

    it('is a real cut: what was not synced is gone', async () => {
      await server.stop();
      const control = join(disk.path, 'control');
      writeFileSync(control, 'never synced');
      disk.cutPower();
      disk.repair();
      expect(existsSync(control)).toBe(false);
      server = await startServerProcess(data);
    });

    it(
      `keeps every acknowledged photo through ${String(cutsPerFileSystem)} cuts`,
      { timeout: 300_000 },
      async () => {
        for (let cut = 0; cut < cutsPerFileSystem; cut += 1) {
          const stopped = new AbortController();
          const options = { address: server.address, token, signal: stopped.signal, size, breath: 5 };
          const clients = Array.from({ length: 4 }, () => sendAndNote(notes, options));
          await pause(randomInt(200, 1500));
          const control = join(disk.path, `control-${String(cut)}`);
          writeFileSync(control, 'never synced');
          disk.cutPower();
          stopped.abort();
          await Promise.all(clients);
          await server.stop('SIGKILL');
          disk.repair();
          server = await startServerProcess(data);
          await expectKept();
        }
        expect(notes.acknowledged.size).toBeGreaterThan(50);
        console.log(
          `${fileSystem}: ${String(notes.acknowledged.size)} photos acknowledged, ${String(cutsPerFileSystem)} power cuts, none lost`,
        );
      },
    );

    async function expectKept(): Promise<void> {
      const { out } = await homeroll(['verify', '--data', data, '--json']);
      const report = JSON.parse(out) as LibraryReport;
      expect(report.missing).toEqual([]);
      expect(report.changed).toEqual([]);
      const asked = await fetch(`${server.address}/api/uploads/check`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ hashes: [...notes.acknowledged] }),
      });
      expect(((await asked.json()) as { exists: number[] }).exists).toHaveLength(notes.acknowledged.size);
      // A final name whose row did not make it holds a whole file that was sent, never a half one.
      for (const path of report.unknown.filter((name) => !name.endsWith('.xmp'))) {
        expect(notes.sent.has(await hashFile(join(data, 'library', path))), path).toBe(true);
      }
    }
  },
);

describe('the order of the system calls', () => {
  it.skipIf(!needs('strace'))(
    'is: data synced → final name → folder synced → catalog committed → answer, for every photo (needs strace)',
    async () => {
      const data = join(folder, 'traced');
      const trace = join(folder, 'trace.txt');
      const server = await startServerProcess(data);
      const token = await makeAnna(server, data);
      const traced = 'fdatasync,fsync,link,linkat,write,writev,sendto,sendmsg';
      const strace = spawn(
        'strace',
        ['-f', '-y', '-s', '1500', '-e', `trace=${traced}`, '-o', trace, '-p', String(server.child.pid)],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      );
      await once(strace.stderr, 'data');
      const notes = newNotes();
      const stopped = new AbortController();
      const options = { address: server.address, token, signal: stopped.signal, size, breath: 1 };
      const clients = Array.from({ length: 4 }, () => sendAndNote(notes, options));
      await expect.poll(() => notes.acknowledged.size).toBeGreaterThan(60);
      stopped.abort();
      await Promise.all(clients);
      execFileSync('kill', ['-INT', String(strace.pid)]);
      await once(strace, 'exit');
      await server.stop();
      const calls = parseTrace(await readFile(trace, 'utf8'));
      const verdicts = [...notes.acknowledged].map((hash) => promiseKept(calls, hash));
      expect(verdicts.filter((verdict) => verdict !== 'kept')).toEqual([]);
      expect(verdicts.length).toBeGreaterThan(60);
    },
  );
});
