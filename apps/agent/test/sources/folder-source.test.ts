import { appendFile, mkdir, mkdtemp, rename, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceItem } from '@homeroll/core/ports/source';
import type { FolderMemory } from '@homeroll/agent/journal/sqlite-journal';
import { folderSource, type FolderSource } from '@homeroll/agent/sources/folder-source';
import type { ListedFile } from '@homeroll/agent/sources/list-folder';
import { unsettledFiles } from '@homeroll/agent/sources/unsettled-files';

let root = '';
let memory: FolderMemory & { readonly asked: string[] };
let source: FolderSource;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'homeroll-source-'));
  const texts = new Map<string, readonly [listing: string, fingerprint?: string]>();
  memory = {
    asked: [],
    get: (folder) => texts.get(folder)?.[0],
    fingerprint: (folder) => texts.get(folder)?.[1],
    set: (folder, text, fingerprint) =>
      void texts.set(folder, fingerprint === undefined ? [text] : [text, fingerprint]),
  };
  source = folderSource({ roots: [root], memory, stableFor: 0, zone: () => 0 });
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('a folder as a source', () => {
  it('P13 lists photos and videos, each with the folder it lies in as its album', async () => {
    await write('a.jpg');
    await write('Italy/b.MOV');
    const items = await list();
    expect(items.map(({ fileName, album }) => [fileName, album])).toEqual([
      ['a.jpg', undefined],
      ['b.MOV', 'Italy'],
    ]);
  });

  it('leaves out what is known, until it changes', async () => {
    await write('a.jpg');
    await write('b.jpg');
    expect(await list()).toHaveLength(2);
    expect(await rescan()).toEqual([]);
    await appendFile(join(root, 'a.jpg'), 'more');
    expect((await rescan()).map(({ fileName }) => fileName)).toEqual(['a.jpg']);
    expect(await rescan()).toEqual([]);
  });

  it('notices an edit in place that keeps the size and only moves the time', async () => {
    await write('a.jpg');
    await list();
    await utimes(join(root, 'a.jpg'), 1000, 1000);
    expect(await rescan()).toHaveLength(1);
  });

  it('lists again what got no record', async () => {
    await write('a.jpg');
    await write('b.jpg');
    await list((items) => new Set(items.filter(({ fileName }) => fileName === 'b.jpg').map(({ id }) => id)));
    expect((await rescan()).map(({ fileName }) => fileName)).toEqual(['b.jpg']);
  });

  it('forgets what went away, so that it is new when it comes back', async () => {
    await write('a.jpg');
    await list();
    await rename(join(root, 'a.jpg'), `${root}-kept`);
    expect(await rescan()).toEqual([]);
    await rename(`${root}-kept`, join(root, 'a.jpg'));
    expect(await rescan()).toHaveLength(1);
  });

  it('sees a whole card that was pulled out and put in again, where a job waited for it', async () => {
    await write('card/a.jpg');
    const [item] = await list();
    await rename(join(root, 'card'), `${root}-card`);
    expect(await source.find(item!.id)).toBeUndefined();
    source.doubt?.(item!.id);
    await rename(`${root}-card`, join(root, 'card'));
    expect(await rescan()).toHaveLength(1);
  });

  it('looks only where it was told something happened, and into folders that are new there', async () => {
    const seen = new Set<string>();
    const onFolder = (folder: string): boolean => !seen.has(folder) && seen.add(folder).size > 0;
    source = folderSource({ roots: [root], memory, stableFor: 0, zone: () => 0, onFolder });
    await write('one/a.jpg');
    await list();
    await write('one/b.jpg');
    await write('two/three/c.jpg');
    source.touch([join(root, 'one')]);
    expect((await list()).map(({ fileName }) => fileName)).toEqual(['b.jpg']);
    source.touch([root]);
    expect((await list()).map(({ fileName }) => fileName)).toEqual(['c.jpg']);
    expect(await list()).toEqual([]);
  });

  it.each([10, 3_000_000, 20_000_000])(
    'gives the bytes of a file of %i bytes, whole or from the middle',
    async (size) => {
      const bytes = Buffer.alloc(size, 'abcdefg');
      await write('a.jpg', bytes);
      const [item] = await list();
      const middle = Math.floor(size / 3);
      expect((await read(item!, 0)).equals(bytes)).toBe(true);
      expect((await read(item!, middle)).equals(bytes.subarray(middle))).toBe(true);
    },
  );

  it.each([10, 3_000_000, 20_000_000])(
    'never gives the bytes of another version (%i bytes)',
    async (size) => {
      await write('a.jpg', Buffer.alloc(size));
      const [item] = await list();
      await appendFile(item!.id, 'x');
      await expect(read(item!, 0)).rejects.toMatchObject({ name: 'SourceError', fault: 'changed' });
      await writeFile(item!.id, 'short');
      await expect(read(item!, 0)).rejects.toMatchObject({ fault: 'changed' });
      await unlink(item!.id);
      await expect(read(item!, 0)).rejects.toMatchObject({ fault: 'vanished' });
    },
  );

  it('uses memory again only after it was given back', async () => {
    await write('a.jpg', Buffer.alloc(1000, 'a'));
    await write('b.jpg', Buffer.alloc(1000, 'b'));
    const items = (await list()).sort((one, other) => (one.id < other.id ? -1 : 1));
    const first = await firstPiece(items[0]!);
    const second = await firstPiece(items[1]!);
    expect([first.toString()[0], second.toString()[0]]).toEqual(['a', 'b']);
    source.reuse?.(first);
    source.reuse?.(first);
    const [third, fourth] = [await firstPiece(items[0]!), await firstPiece(items[1]!)];
    expect([third.toString()[0], fourth.toString()[0], second.toString()[0]]).toEqual(['a', 'b', 'b']);
  });
});

describe('a file that is being written', () => {
  const clock = { wall: 1_000_000, ticks: 0 };
  const file = (size: number, touched: number): ListedFile => ({
    name: 'a.jpg',
    size,
    modified: touched,
    touched,
    dev: 1,
    ino: 1,
  });
  const settle = (one: ListedFile): boolean => files.settledIn('/p', [one]).length === 1;
  let files = unsettledFiles(2000, { now: () => clock.wall, ticks: () => clock.ticks });
  beforeEach(() => {
    Object.assign(clock, { wall: 1_000_000, ticks: 0 });
    files = unsettledFiles(2000, { now: () => clock.wall, ticks: () => clock.ticks });
  });

  it('is no item until it stood still for long enough', () => {
    expect(settle(file(1, 999_999))).toBe(false);
    expect(files.soonest()).toBe(2000);
    clock.ticks = 1500;
    expect(settle(file(2, 1_001_000))).toBe(false);
    clock.ticks = 3000;
    expect(settle(file(2, 1_001_000))).toBe(false);
    clock.ticks = 3500;
    expect(settle(file(2, 1_001_000))).toBe(true);
    expect(files.count()).toBe(0);
  });

  it('is an item at once when it was written long ago', () => {
    expect(settle(file(1, 998_000))).toBe(true);
  });

  it('with a time in the future, or after the clock was set back, is watched by our own clock', () => {
    expect(settle(file(1, 9_000_000))).toBe(false);
    clock.ticks = 2000;
    clock.wall = 0;
    expect(settle(file(1, 9_000_000))).toBe(true);
  });
});

async function write(name: string, bytes: string | Buffer = 'photo'): Promise<void> {
  const path = join(root, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, bytes);
}

async function list(
  unrecorded: (items: readonly SourceItem[]) => ReadonlySet<string> = () => new Set(),
): Promise<SourceItem[]> {
  const found: SourceItem[] = [];
  for await (const { items, known } of source.list()) {
    found.push(...items);
    known(unrecorded(items));
  }
  return found;
}

function rescan(): Promise<SourceItem[]> {
  source.lookAgain('everything');
  return list();
}

async function read(item: SourceItem, offset: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.open(item, offset)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function firstPiece(item: SourceItem): Promise<Buffer> {
  for await (const piece of source.open(item, 0))
    return Buffer.from(piece.buffer as ArrayBuffer, piece.byteOffset, piece.length);
  throw new Error('no bytes');
}
