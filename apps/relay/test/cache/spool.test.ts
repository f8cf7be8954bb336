import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSpool } from '@homeroll/relay/cache/read-spool';
import { Spool } from '@homeroll/relay/cache/spool';

let folder = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-spool-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function newSpool(size?: number): { spool: Spool; path: string; released: Promise<void> } {
  const path = join(folder, String(files++));
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  return { spool: new Spool(path, { size, released: () => release() }), path, released };
}

function reading(spool: Spool, from: number, end: number): Promise<Buffer> {
  spool.acquire();
  return buffer(readSpool(spool, { from, end }));
}

describe('B30 a file that is read while it arrives', () => {
  it('every reader gets the slice it asked for, whenever it came and however the bytes came', async () => {
    const pieces = fc.array(fc.nat(300_000), { minLength: 1, maxLength: 8 });
    const readers = fc.array(
      fc.tuple(
        fc.nat(8),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      ),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, readers, async (sizes, wanted) => {
        const bytes = randomBytes(sizes.reduce((sum, size) => sum + size, 0));
        const { spool } = newSpool(bytes.length);
        const read: Promise<void>[] = [];
        const join = (step: number): void => {
          for (const [, one, other] of wanted.filter(([at]) => at % (sizes.length + 1) === step)) {
            const ends = [one, other].map((part) => Math.floor(part * bytes.length));
            const [from, end] = [Math.min(...ends), Math.max(...ends)];
            read.push(
              reading(spool, from, end).then((got) =>
                expect(got.equals(bytes.subarray(from, end))).toBe(true),
              ),
            );
          }
        };
        let at = 0;
        for (const [step, size] of sizes.entries()) {
          join(step);
          await spool.append(bytes.subarray(at, at + size));
          at += size;
        }
        spool.finish();
        join(sizes.length);
        await Promise.all(read);
        expect(spool.users).toBe(0);
        spool.remove();
      }),
      { numRuns: 40 },
    );
  });

  it('a file that breaks off fails for all who read it, and leaves nothing on the disk', async () => {
    const { spool, path, released } = newSpool(1000);
    const read = [reading(spool, 0, 1000), reading(spool, 0, 200)];
    await spool.append(randomBytes(500));
    spool.break();
    await expect(read[0]).rejects.toThrow('broken-off');
    expect((await read[1])?.length).toBe(200);
    await released;
    expect(existsSync(path)).toBe(false);
  });

  it('who is far behind when it breaks off is not sent what is of no use any more', async () => {
    const { spool, released } = newSpool(8_000_000);
    spool.acquire();
    const stream = readSpool(spool, { from: 0, end: 8_000_000 });
    let got = 0;
    stream.on('data', (piece: Buffer) => (got += piece.length));
    stream.pause();
    await spool.append(randomBytes(4_000_000));
    spool.break();
    const failed = once(stream, 'error');
    stream.resume();
    expect((await failed)[0]).toMatchObject({ fault: 'broken-off' });
    expect(got).toBeLessThan(1_000_000);
    await released;
  });

  it('that the disk fails after it was given up takes nothing from those who still hold it', async () => {
    const spool = new Spool(join(folder, 'no-such-folder', '1'), { size: 10, released: () => undefined });
    spool.acquire();
    const writing = spool.append(randomBytes(5));
    spool.break();
    await expect(writing).rejects.toThrow('broken-off');
    expect([spool.users, spool.fault]).toEqual([1, 'broken-off']);
    spool.release();
  });

  it('more or fewer bytes than announced make no file', async () => {
    const long = newSpool(10).spool;
    await expect(long.append(randomBytes(11))).rejects.toThrow('too-long');
    expect(long.state).toBe('broken');
    const short = newSpool(10).spool;
    await short.append(randomBytes(9));
    expect(() => short.finish()).toThrow('too-short');
    expect(short.state).toBe('broken');
  });

  it('a removed file stays for those who read it, and goes with the last of them', async () => {
    const { spool, path, released } = newSpool(300_000);
    const bytes = randomBytes(300_000);
    await spool.append(bytes);
    spool.finish();
    const read = reading(spool, 0, bytes.length);
    spool.remove();
    expect((await read).equals(bytes)).toBe(true);
    await released;
    expect(existsSync(path)).toBe(false);
  });
});
