import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseStorePath, type FileStore, type StorePath } from '@homeroll/core/ports/file-store';
import type { FileSubject } from '@homeroll/destinations/conformance/files/clause';
import { fileStoreContract } from '@homeroll/destinations/conformance/files/file-store-contract';
import { contentOf, soon } from '@homeroll/destinations/conformance/files/tidily';
import { folderKind } from '@homeroll/destinations/folder/folder-kind';
import { testFiles } from '../conformance/files/memory-file-subject.ts';

let folder = '';
let root = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-folder-'));
  root = join(folder, 'published');
  await mkdir(root);
});
afterEach(() => rm(folder, { recursive: true }));

const clock = { now: () => 0, wait: () => Promise.resolve() };
const open = (mounted = false): Promise<FileStore> =>
  folderKind.open({ path: root, mounted }, { name: undefined, clock });

describe('B6, B12: a folder keeps the contract of a file store', () => {
  it.each(fileStoreContract.filter(({ needs }) => needs !== 'resumableFrom' && needs !== 'askAsGuest'))(
    '$says',
    async ({ check }) => {
      await check(await subject());
      expect(await readdir(root)).toEqual([]);
    },
  );
});

describe('a folder', () => {
  const path = storePath('party/one.jpg');

  it('is refused while it does not exist, and never made (an unplugged disk)', async () => {
    await rm(root, { recursive: true });
    const store = await open();
    await expect(store.put(path, contentOf(new Uint8Array(9)))).rejects.toMatchObject({
      fault: 'unavailable',
      message: expect.stringMatching(/plugged in/) as string,
    });
    await expect(store.stat(path)).rejects.toMatchObject({ fault: 'unavailable' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused where a disk should be mounted and none is', async () => {
    const { dev } = await stat('/');
    if ((await stat(root)).dev !== dev) root = await mkdtemp('/homeroll-not-mounted-');
    const store = await open(true);
    const put = store.put(path, contentOf(new Uint8Array(9)));
    await expect(put).rejects.toMatchObject({ fault: 'unavailable' });
    expect(await readdir(root)).toEqual([]);
    await rm(root, { recursive: true });
  });

  it('follows no link out of itself: not to write, to look, to read or to remove', async () => {
    const outside = join(folder, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'one.jpg'), 'private');
    await symlink(outside, join(root, 'party'));
    const store = await open();
    for (const name of ['party/one.jpg', 'party/new.jpg', 'party/deep/new.jpg']) {
      const asked = [
        store.put(storePath(name), contentOf(new Uint8Array(9))),
        store.stat(storePath(name)),
        store.remove(storePath(name)),
      ];
      const [put] = await Promise.allSettled(asked);
      expect(put).toMatchObject({ status: 'rejected', reason: { fault: 'forbidden' } });
    }
    expect(await readdir(outside)).toEqual(['one.jpg']);
    expect(await readFile(join(outside, 'one.jpg'), 'utf8')).toBe('private');
  });

  it('replaces a link by the file, and leaves alone what it led to', async () => {
    await writeFile(join(folder, 'private.jpg'), 'private');
    await symlink(join(folder, 'private.jpg'), join(root, 'link.jpg'));
    const store = await open();
    expect(await store.stat(storePath('link.jpg'))).toBeUndefined();
    await store.put(storePath('link.jpg'), contentOf(Buffer.from('public')));
    expect(await readFile(join(root, 'link.jpg'), 'utf8')).toBe('public');
    expect(await readFile(join(folder, 'private.jpg'), 'utf8')).toBe('private');
  });

  it('takes away the folders that it made once they are empty, and no other', async () => {
    await mkdir(join(root, 'mine'));
    const store = await open();
    for (const name of ['mine/made/here/one.jpg', 'mine/two.jpg']) {
      await store.put(storePath(name), contentOf(new Uint8Array(9)));
      await store.remove(storePath(name));
    }
    expect(await readdir(root, { recursive: true })).toEqual(['mine']);
  });
});

it('a removal that waits behind a put goes when it is told to, and removes nothing later', async () => {
  const store = await open();
  const path = storePath('one.jpg');
  await store.put(path, contentOf(new Uint8Array(9)));
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const slow = async function* (): AsyncGenerator<Uint8Array> {
    await released;
    yield new Uint8Array(5);
  };
  const put = store.put(path, contentOf(new Uint8Array(5), { open: slow }));
  const stop = new AbortController();
  const removal = store.remove(path, stop.signal);
  stop.abort();
  await expect(soon(removal)).rejects.toThrow('stopped');
  release();
  await put;
  expect(await store.stat(path)).toEqual({ size: 5 });
});

async function subject(): Promise<FileSubject> {
  const orNothing = (error: NodeJS.ErrnoException): undefined => {
    if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) throw error;
  };
  return {
    ...testFiles,
    store: await open(),
    folder: 'party',
    readBack: (path) => readFile(join(root, path)).catch(orNothing),
    namesIn: async (name) => (await readdir(join(root, name)).catch(orNothing)) ?? [],
  };
}

function storePath(text: string): StorePath {
  const path = parseStorePath(text);
  if (path === undefined) throw new RangeError(`no path: ${text}`);
  return path;
}
