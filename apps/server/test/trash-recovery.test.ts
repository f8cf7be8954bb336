import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { ItemChange } from '@homeroll/server/catalog/items';
import { openCatalogOf } from '@homeroll/server/open-catalog-of';
import { openDataFolder } from '@homeroll/server/library/data-folder';
import { rebuildCatalog } from '@homeroll/server/library/rebuild';
import { verifyLibrary } from '@homeroll/server/library/verify';
import { testServer } from './running-server.ts';
import {
  checked,
  expectClean,
  filesIn,
  report,
  restore,
  sendPhoto,
  throwAway,
  type SentPhoto,
} from './trash-folder.ts';

/** What a kill leaves: the names that the file has, and what the row says. */
interface HalfWay {
  readonly what: string;
  /** Thrown away in whole first. */
  readonly fromTrash?: true;
  readonly leaves: (place: Place) => Promise<ItemChange['values']>;
  /** Where the photo shall be after the next start. */
  readonly ends: 'library' | 'trash' | 'nowhere';
}

interface Place {
  /** Absolute paths. */
  readonly library: string;
  readonly trash: string;
  /** The same as a leftover, below the data folder. */
  readonly inLibrary: string;
  readonly inTrash: string;
  readonly trashPath: string;
  readonly now: number;
}

async function linkBoth(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await link(from, to);
  await link(`${from}.xmp`, `${to}.xmp`);
}

const throwingAway = ({ inLibrary, trashPath, now }: Place): ItemChange['values'] => ({
  ...{ removed_at: now, trash_path: trashPath, leftover: inLibrary },
});
const restored = { removed_at: null, trash_path: null } as const;

const cases: readonly HalfWay[] = [
  {
    what: 'throwing away, before the link',
    leaves: ({ inTrash }) => Promise.resolve({ leftover: inTrash }),
    ends: 'library',
  },
  {
    what: 'throwing away, between link and commit',
    leaves: async ({ library, trash, inTrash }) => {
      await linkBoth(library, trash);
      return { leftover: inTrash };
    },
    ends: 'library',
  },
  {
    what: 'throwing away, after the commit',
    leaves: async (place) => {
      await linkBoth(place.library, place.trash);
      return throwingAway(place);
    },
    ends: 'trash',
  },
  {
    what: 'throwing away, when only the sidecar had lost its old name',
    leaves: async (place) => {
      await linkBoth(place.library, place.trash);
      await rm(`${place.library}.xmp`);
      return throwingAway(place);
    },
    ends: 'trash',
  },
  {
    what: 'throwing away, when only the note of it was missing',
    leaves: async (place) => {
      await linkBoth(place.library, place.trash);
      await rm(`${place.library}.xmp`);
      await rm(place.library);
      return throwingAway(place);
    },
    ends: 'trash',
  },
  {
    what: 'restoring, between link and commit',
    fromTrash: true,
    leaves: async ({ library, trash, inLibrary }) => {
      await linkBoth(trash, library);
      return { leftover: inLibrary };
    },
    ends: 'trash',
  },
  {
    what: 'restoring, after the commit',
    fromTrash: true,
    leaves: async ({ library, trash, inTrash }) => {
      await linkBoth(trash, library);
      return { ...restored, leftover: inTrash };
    },
    ends: 'library',
  },
  {
    what: 'sending again by force, after the commit',
    fromTrash: true,
    leaves: async ({ library, trash, inTrash }) => {
      await mkdir(dirname(library), { recursive: true });
      await writeFile(library, await readFile(trash));
      return { ...restored, leftover: inTrash, sidecar: 'pending' };
    },
    ends: 'library',
  },
  {
    what: 'sending again by force, when the commit was answered with an error and the new file was taken back',
    fromTrash: true,
    leaves: ({ inTrash }) => Promise.resolve({ ...restored, leftover: inTrash }),
    ends: 'library',
  },
  {
    what: 'deleting for good, after the commit',
    fromTrash: true,
    leaves: ({ inTrash, now }) =>
      Promise.resolve({ purged_at: now, trash_path: null, path: '', leftover: inTrash }),
    ends: 'nowhere',
  },
];

it.each(cases)('the next start finishes what a kill left: $what', async ({ fromTrash, leaves, ends }) => {
  const server = await testServer();
  const { dataFolder } = server;
  const photo = await sendPhoto(server, { fileName: 'IMG_1.jpg', title: 'T', tags: ['x'] });
  const place = placeOf(dataFolder, photo);
  await expect.poll(() => filesIn(dataFolder, 'library')).toHaveLength(2);
  if (fromTrash) await throwAway(server, photo.id);
  await server.stop();
  const values = await leaves(place);
  const catalog = await openCatalogOf(dataFolder, undefined);
  await catalog.items.change(photo.id, values);
  await catalog.close();
  expect((await report(dataFolder)).unknown).toEqual([]);

  const again = await testServer({ dataFolder });
  const inLibrary = [`anna/${photo.path}`, `anna/${photo.path}.xmp`];
  const inTrash = [place.trashPath, `${place.trashPath}.xmp`];
  await expect.poll(() => filesIn(dataFolder, 'library')).toEqual(ends === 'library' ? inLibrary : []);
  expect(await filesIn(dataFolder, 'trash')).toEqual(ends === 'trash' ? inTrash : []);
  if (ends !== 'nowhere') {
    const lies = await readFile(ends === 'library' ? place.library : place.trash);
    expect(lies.equals(photo.bytes)).toBe(true);
  }
  const look = await openCatalogOf(dataFolder, undefined);
  expect(await look.trash.unfinished()).toEqual([]);
  expect((await look.trash.row(photo.id))?.removed_at === null).toBe(ends === 'library');
  await look.close();
  await expectClean(dataFolder);
  await again.stop();
  await server.close();
});

function placeOf(dataFolder: string, { id, path }: SentPhoto): Place {
  const trashPath = `anna/${String(id)}-IMG_1.jpg`;
  const [inLibrary, inTrash] = [`library/anna/${path}`, `trash/${trashPath}`];
  const [library, trash] = [join(dataFolder, inLibrary), join(dataFolder, inTrash)];
  return { library, trash, inLibrary, inTrash, trashPath, now: Date.now() };
}

it('never takes a name away that is another file by now', async () => {
  const server = await testServer();
  const { dataFolder } = server;
  const photo = await sendPhoto(server, { fileName: 'IMG_1.jpg' });
  await throwAway(server, photo.id);
  await server.stop();
  const { library, inLibrary } = placeOf(dataFolder, photo);
  await writeFile(library, 'put there by hand');
  const catalog = await openCatalogOf(dataFolder, undefined);
  await catalog.items.change(photo.id, { leftover: inLibrary });
  await catalog.close();
  const again = await testServer({ dataFolder });
  expect(await readFile(library, 'utf8')).toBe('put there by hand');
  await again.stop();
  await server.close();
});

it('a kill right after the upload and its deletion leaves no temporary name', async () => {
  const server = await testServer();
  const { dataFolder } = server;
  const photo = await sendPhoto(server, { fileName: 'IMG_1.jpg' });
  await throwAway(server, photo.id);
  await server.stop();
  const { trash } = placeOf(dataFolder, photo);
  await link(trash, join(dataFolder, 'incoming', 'a.part'));
  const again = await testServer({ dataFolder });
  await expect.poll(async () => (await report(dataFolder)).halfWritten).toEqual([]);
  expect((await readFile(trash)).equals(photo.bytes)).toBe(true);
  await again.stop();
  await server.close();
});

it.each(['sidecar', 'embed'] as const)(
  'verify knows the trash, and rebuild makes its rows anew from the files alone (metadata: %s)',
  async (metadata) => {
    const server = await testServer({ metadata });
    const { dataFolder } = server;
    const kept = await sendPhoto(server, { fileName: 'kept.jpg' });
    const gone = await sendPhoto(server, { fileName: 'gone.jpg', title: 'Gone', tags: ['a/b'] });
    await expect.poll(() => filesIn(dataFolder, 'library')).toHaveLength(3);
    await throwAway(server, gone.id);
    await server.stop();
    expect(await report(dataFolder)).toEqual({
      ...{ compared: 2, missing: [], changed: [], unknown: [], halfWritten: [] },
    });
    const lies = join(dataFolder, 'trash/anna', `${String(gone.id)}-gone.jpg`);
    await writeFile(join(dataFolder, 'trash/anna/strange.txt'), 'x');
    await rename(lies, `${lies}.away`);
    const name = `../trash/anna/${String(gone.id)}-gone.jpg`;
    expect(await report(dataFolder)).toMatchObject({
      missing: [name],
      unknown: expect.arrayContaining(['../trash/anna/strange.txt', `${name}.away`]) as unknown,
    });
    await rename(`${lies}.away`, lies);
    for (const ending of ['', '-wal', '-shm'])
      await rm(join(dataFolder, `catalog.sqlite${ending}`), { force: true });

    const data = await openDataFolder(dataFolder);
    const catalog = await openCatalogOf(dataFolder, undefined);
    const parts = { data, catalog, stop: new AbortController().signal, progress: () => undefined };
    const rebuilt = { added: 1, inTrash: 1, newUsers: ['anna'], leftAlone: ['../trash/anna/strange.txt'] };
    expect(await rebuildCatalog(parts, () => 0)).toMatchObject(rebuilt);
    expect((await verifyLibrary(parts)).unknown).toEqual(['../trash/anna/strange.txt']);
    const [row] = await catalog.items.withHash(gone.hash);
    const { ctimeMs } = await stat(lies);
    expect(row).toMatchObject({
      ...{ title: 'Gone', tags: '["a/b"]', file_name: 'gone.jpg', removed_at: Math.floor(ctimeMs) },
      trash_path: `anna/${String(gone.id)}-gone.jpg`,
    });
    expect((await catalog.items.withHash(kept.hash))[0]?.removed_at).toBeNull();
    await catalog.close();
    await server.close();
  },
);

it('brings photos back from a rebuilt trash, and lets names of before stand', async () => {
  const server = await testServer();
  const { dataFolder } = server;
  const old = await sendPhoto(server, { fileName: 'IMG_1.jpg' });
  await throwAway(server, old.id);
  await server.stop();
  const data = await openDataFolder(dataFolder);
  const catalog = await openCatalogOf(dataFolder, undefined);
  // As in a catalog that was rebuilt before this trash was known to it: the id is free for another photo.
  await catalog.items.change(old.id, { trash_path: null, purged_at: 1 });
  const parts = { data, catalog, stop: new AbortController().signal, progress: () => undefined };
  expect(await rebuildCatalog(parts, () => 0)).toMatchObject({ added: 0, inTrash: 1 });
  await catalog.close();
  const again = await testServer({ dataFolder, token: server.token });
  expect((await restore(again, old.id)).done).toEqual([old.id]);
  expect(await checked(again, old.hash)).toEqual({ exists: true, wasSynced: false });
  await mkdir(join(dataFolder, 'trash/anna'), { recursive: true });
  await writeFile(join(dataFolder, `trash/anna/${String(old.id)}-IMG_1.jpg`), 'of before');
  expect((await throwAway(again, old.id)).done).toEqual([old.id]);
  expect(await filesIn(dataFolder, 'trash')).toEqual([
    `anna/${String(old.id)}-IMG_1 (2).jpg`,
    `anna/${String(old.id)}-IMG_1.jpg`,
  ]);
  await again.stop();
  await server.close();
});
