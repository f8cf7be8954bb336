import fc from 'fast-check';
import { expect, it } from 'vitest';
import { madePhoto, type MadePhoto } from './made-photo.ts';
import { testServer, type TestServer } from './running-server.ts';
import { checked, expectClean, filesIn, hashesIn, purge, restore, throwAway } from './trash-folder.ts';

/** Where a photo is by the rules, and what its id is. */
interface Known {
  readonly place: 'library' | 'trash' | 'gone';
  readonly id: number;
}

interface World {
  server: TestServer;
  readonly photos: readonly MadePhoto[];
  /** By the number of the photo; those that were never sent are missing. */
  readonly known: Map<number, Known>;
}

type Step = readonly [what: (typeof whats)[number], photo: number, withTitle: boolean];
const whats = ['send', 'force', 'throw away', 'restore', 'purge', 'restart', 'all at once'] as const;
const photoCount = 4;

async function send(
  { server, photos, known }: World,
  photo: number,
  headers: Record<string, string>,
): Promise<void> {
  const { bytes, hash } = photos[photo] ?? { bytes: Buffer.alloc(0), hash: '' };
  const before = known.get(photo);
  const answer = await server.put(bytes, { hash, headers: { 'homeroll-file-name': 'same.jpg', ...headers } });
  const mayCome = before === undefined || before.place === 'library' || headers['homeroll-force'] === '1';
  expect(answer.status).toBe(!mayCome ? 409 : before?.place === 'library' ? 200 : 201);
  if (!mayCome) return;
  const { id } = (await answer.json()) as { id: number };
  if (before) expect(id).toBe(before.id);
  known.set(photo, { place: 'library', id });
}

/** Moves a photo, if it lies where the move begins; else the answer says that it does not. */
async function move(
  { known }: World,
  photo: number,
  {
    from,
    to,
    act,
  }: { from: Known['place']; to: Known['place']; act: (id: number) => ReturnType<typeof restore> },
): Promise<void> {
  const before = known.get(photo);
  if (!before) return;
  const { done } = await act(before.id);
  expect(done).toEqual(before.place === from ? [before.id] : []);
  if (before.place === from) known.set(photo, { ...before, place: to });
}

async function take(world: World, [what, photo, withTitle]: Step): Promise<void> {
  const { server } = world;
  const title = withTitle ? { 'homeroll-title': 'T' } : {};
  if (what === 'send') await send(world, photo, title);
  if (what === 'force') await send(world, photo, { ...title, 'homeroll-force': '1' });
  if (what === 'throw away')
    await move(world, photo, { from: 'library', to: 'trash', act: (id) => throwAway(server, id) });
  if (what === 'restore')
    await move(world, photo, { from: 'trash', to: 'library', act: (id) => restore(server, id) });
  if (what === 'purge')
    await move(world, photo, { from: 'trash', to: 'gone', act: (id) => purge(server, id) });
  if (what === 'restart') {
    await server.stop();
    const again = await testServer({ dataFolder: server.dataFolder, token: server.token });
    world.server = again;
  }
  if (what === 'all at once') await allAtOnce(world, photo);
}

/** Whatever comes first: afterwards it is in one place, and the answers of the server agree on which. */
async function allAtOnce({ server, photos, known }: World, photo: number): Promise<void> {
  const before = known.get(photo);
  const { bytes, hash } = photos[photo] ?? { bytes: Buffer.alloc(0), hash: '' };
  if (!before) return;
  const { id } = before;
  const force = { hash, headers: { 'homeroll-force': '1', 'homeroll-file-name': 'same.jpg' } };
  await Promise.all([
    throwAway(server, id),
    restore(server, id),
    server.put(bytes, force),
    throwAway(server, id),
  ]);
  const { exists } = await checked(server, hash);
  const inTrash = (await hashesIn(server.dataFolder, 'trash')).includes(hash);
  known.set(photo, { id, place: exists ? 'library' : inTrash ? 'trash' : 'gone' });
  if (before.place !== 'gone') expect(known.get(photo)?.place).not.toBe('gone');
}

async function expectModel({ server, photos, known }: World): Promise<void> {
  const at = (place: Known['place']): readonly string[] =>
    photos
      .filter((_, photo) => known.get(photo)?.place === place)
      .map(({ hash }) => hash)
      .toSorted();
  expect(await hashesIn(server.dataFolder, 'library')).toEqual(at('library'));
  expect(await hashesIn(server.dataFolder, 'trash')).toEqual(at('trash'));
  for (const [photo, { hash }] of photos.entries()) {
    const place = known.get(photo)?.place;
    const wasSynced = place === 'trash' || place === 'gone';
    expect(await checked(server, hash)).toEqual({ exists: place === 'library', wasSynced });
  }
}

it('P38: never loses a photo and never has it twice, whatever is done to it in whatever order', async () => {
  const step = fc.tuple(fc.constantFrom(...whats), fc.nat({ max: photoCount - 1 }), fc.boolean());
  const photos = await Promise.all(Array.from({ length: photoCount }, () => madePhoto()));
  const runs = fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 25 }), async (steps) => {
    const world: World = { server: await testServer(), photos, known: new Map() };
    try {
      for (const one of steps) {
        await take(world, one);
        await expectModel(world);
      }
      await take(world, ['restart', 0, false]);
      await expectModel(world);
      const { dataFolder } = world.server;
      await expectClean(dataFolder);
      expect((await filesIn(dataFolder, 'trash')).every((path) => path.startsWith('anna/'))).toBe(true);
    } finally {
      await world.server.close();
    }
  });
  await fc.assert(runs, { numRuns: 12, endOnFailure: true });
}, 120_000);
