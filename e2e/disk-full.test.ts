import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashed, madePhoto } from '../apps/server/test/made-photo.ts';
import { homeroll, makeAnna, startServerProcess, syncOnce, type ServerProcess } from './homeroll-process.ts';

const canMount = userInfo().uid === 0 && existsSync('/proc/filesystems') && process.platform === 'linux';
const mebibyte = 1024 * 1024;

describe.skipIf(!canMount)('a disk that is full (needs root for a small tmpfs)', () => {
  let folder = '';
  let data = '';
  let ballast = '';
  let server: ServerProcess;
  let token = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'homeroll-full-'));
    const disk = join(folder, 'disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]);
    data = join(disk, 'data');
    ballast = join(disk, 'ballast');
    server = await startServerProcess(data);
    token = await makeAnna(server, data);
  });
  afterAll(async () => {
    await server.stop();
    execFileSync('umount', [join(folder, 'disk')]);
    await rm(folder, { recursive: true, force: true });
  });

  const request = (path: string, init: RequestInit): Promise<Response> =>
    fetch(server.address + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
    });

  async function fillDisk(): Promise<void> {
    // As much as there is, less a little that the catalog's log may still take.
    const free = Number(
      execFileSync('df', ['--output=avail', '-B1', join(folder, 'disk')])
        .toString()
        .split('\n')[1],
    );
    await writeFile(ballast, Buffer.alloc(Math.max(0, free - 300_000)));
  }

  it('answers 507 in words, keeps nothing half, and takes the photo when there is room again', async () => {
    await fillDisk();
    for (const size of [400_000, 3_000_000, 40_000_000]) {
      const photo = await madePhoto({ size });
      const put = {
        method: 'PUT',
        body: Buffer.from(photo.bytes),
        headers: { 'homeroll-file-name': 'full.jpg' },
      };
      const answer = await request(`/api/media/${photo.hash}`, put);
      expect(answer.status).toBe(507);
      expect(await answer.json()).toMatchObject({
        code: 'disk-full',
        detail: expect.stringContaining('no room') as string,
      });
    }
    await rm(ballast);
    const photo = await madePhoto({ size: 3_000_000 });
    const again = await request(`/api/media/${photo.hash}`, {
      method: 'PUT',
      body: Buffer.from(photo.bytes),
      headers: { 'homeroll-file-name': 'full.jpg' },
    });
    expect(again.status).toBe(201);
    await expectClean();
  });

  it('P69: keeps a begun upload resumable through a full disk', async () => {
    const photo = await madePhoto({ size: 12 * mebibyte });
    const created = await request('/api/uploads/tus', {
      method: 'POST',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': String(photo.bytes.length),
        'upload-metadata': `hash ${btoa(photo.hash)},filename ${btoa('big.jpg')}`,
      },
    });
    const url = created.headers.get('location') ?? '';
    const piece = (offset: number, end: number): Promise<Response> =>
      request(url, {
        method: 'PATCH',
        body: Buffer.from(photo.bytes.subarray(offset, end)),
        headers: {
          'tus-resumable': '1.0.0',
          'content-type': 'application/offset+octet-stream',
          'upload-offset': String(offset),
        },
      });
    const offset = async (): Promise<number> =>
      Number(
        (await request(url, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } })).headers.get(
          'upload-offset',
        ),
      );
    expect((await piece(0, 4 * mebibyte)).status).toBe(204);
    await fillDisk();
    expect((await piece(4 * mebibyte, photo.bytes.length)).status).toBe(507);
    const kept = await offset();
    expect(kept).toBeGreaterThanOrEqual(4 * mebibyte);
    expect(kept).toBeLessThan(photo.bytes.length);
    await rm(ballast);
    expect((await piece(kept, photo.bytes.length)).status).toBe(204);
    const asked = await request('/api/uploads/check', {
      method: 'POST',
      body: JSON.stringify({ hashes: [photo.hash] }),
      headers: { 'content-type': 'application/json' },
    });
    expect(await asked.json()).toMatchObject({ exists: [0] });
    await expectClean();
  });

  it('the agent says why, ends with 1, and sends the rest when there is room', async () => {
    const photos = join(folder, 'photos');
    await mkdir(photos);
    for (let number = 0; number < 6; number += 1) {
      const { bytes } = await madePhoto({ size: 2_000_000 });
      await writeFile(join(photos, `IMG_${String(number)}.jpg`), bytes);
    }
    const run = { photos, address: server.address, token, state: join(folder, 'state') };
    await fillDisk();
    const full = await syncOnce(run);
    expect(full.code).toBe(1);
    expect(full.out + full.err).toMatch(/full|no room/i);
    await rm(ballast);
    const rest = await syncOnce(run);
    expect(rest.code).toBe(0);
    await expectClean();
    for (let number = 0; number < 6; number += 1) {
      const { hash } = hashed(await readFile(join(photos, `IMG_${String(number)}.jpg`)));
      const asked = await request('/api/uploads/check', {
        method: 'POST',
        body: JSON.stringify({ hashes: [hash] }),
        headers: { 'content-type': 'application/json' },
      });
      expect(await asked.json()).toMatchObject({ exists: [0] });
    }
  });

  async function expectClean(): Promise<void> {
    await expect
      .poll(async () => JSON.parse((await homeroll(['verify', '--data', data, '--json'])).out) as unknown)
      .toMatchObject({ clean: true });
  }
});
