import type { ContentHash } from '../../src/photo/content-hash.ts';
import type { TransferRecord } from '../../src/sync/transfer-record.ts';
import { markOf, offsetIn } from './device.ts';
import { hashOf, hour, pathOf, worldStart, type SimFile } from './files.ts';
import { World } from './world.ts';
import { short, type SimPlace } from './sim-destination.ts';

export interface Outcome {
  readonly seed: number;
  /** What must not be, in words; empty for a good run. */
  readonly violations: readonly string[];
  /** Things that happened: how much the run saw. */
  readonly happened: number;
  /** What the world did, for those who look for a cause. */
  readonly history: readonly string[];
}

const troubleDays = 2;
/** Simulated time in which everything has to arrive once the troubles are over. */
const patience = 40 * hour;

/** Two days of troubles and their end, driven by one number: the same number gives the same run. */
export async function simulate(seed: number): Promise<Outcome> {
  const world = new World(seed);
  const { timeline, random, device } = world;
  const end = worldStart + troubleDays * 24 * hour;
  const next = (): void => {
    if (timeline.now >= end) return;
    world.happen();
    timeline.after(random.whole(90 * 60_000), next);
  };
  timeline.after(0, next);
  const isOver = (): boolean => {
    if (device.isAlive && random.chance(0.0015)) world.die(random.pick(['kill', 'kill', 'power cut'])!);
    return hasFailed(world);
  };
  await timeline.play(end, isOver);
  if (!device.isAlive) await timeline.play(end + hour, () => device.isAlive);
  world.endTroubles();
  const violations = await drain(world);
  return { seed, violations, happened: timeline.happened, history: world.history };
}

function hasFailed({ device, places }: World): boolean {
  return device.crashes.length > 0 || places.some((place) => place.violations.length > 0);
}

/** Looks again and again whether all is well, and says what is not when patience is at its end. */
async function drain(world: World): Promise<readonly string[]> {
  const { timeline, places, device } = world;
  const end = timeline.now + patience;
  // What no watching told of is found by the next look at everything.
  let look = timeline.now + 2.5 * hour;
  for (;;) {
    await timeline.play(look, () => hasFailed(world));
    const broken = [...device.crashes, ...places.flatMap((place) => place.violations)];
    if (broken.length > 0) return broken;
    const wrong = await complaints(world);
    if (wrong.length === 0 || look > end) return wrong;
    look += 2 * hour;
  }
}

async function complaints(world: World): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [number, worker] of world.device.workers.entries()) {
    const records = await worker.journal.everyRecord();
    found.push(
      ...lost(world, number),
      ...unsent(world, number, records),
      ...unexplained(world, number, records),
    );
  }
  return found;
}

/** Nothing acknowledged is lost. */
function lost({ places }: World, number: number): readonly string[] {
  const { acknowledged, files } = places[number]!;
  return [...acknowledged].filter((hash) => !files.has(hash)).map((hash) => `${short(hash)} was lost`);
}

/** What is marked by an event or a person is there; what is to be deleted is not. */
function unsent(world: World, number: number, records: readonly TransferRecord[]): readonly string[] {
  const place = world.places[number]!;
  const intents = world.device.intents[number]!;
  return world.files.visible().flatMap((file) => {
    const hash = hashOf(file.bytes);
    // The video of a Live Photo goes with its picture.
    const main = world.files.at(pathOf({ ...file, name: file.name.replace('.mov', '.jpg') })) ?? file;
    const intent = intents.get(hashOf(main.bytes));
    if (intent === 'unsure' || isRefused(place, partsOf(world, main))) return [];
    if (intent === 'delete') {
      const isOurs = place.files.get(hash)?.ours ?? false;
      return isOurs && main === file ? [`${pathOf(file)} (${short(hash)}) was not deleted`] : [];
    }
    if (intent === 'suppressed' || place.files.has(hash)) return [];
    const isRemoved = [hash, hashOf(main.bytes)].some((one) => place.removed.has(one));
    if (isRemoved && intent !== 'forced') return [];
    // Deleted there past the agent, by an account that keeps no memory of it: what was sent counts as done.
    const isOf = (record: TransferRecord): boolean => record.hash === hash || record.companion === hash;
    const done = place.everHere.has(hash) && records.some((record) => isOf(record) && isDone(record));
    if (done) return [];
    // A mark goes with its file where that is moved to, but not to an album that is left out.
    const isSeen = isListed(world, main) || records.some(({ item }) => item === pathOf(main));
    const isAsked =
      world.device.marked[number]!.has(markOf(main)) && isSeen && (main === file || isListed(world, main));
    const isWanted = isAsked || isMatched(world, main);
    return isWanted ? [`${pathOf(file)} (${short(hash)}) never arrived`] : [];
  });
}

function partsOf(world: World, main: SimFile): readonly ContentHash[] {
  const video = world.files.at(pathOf({ ...main, name: main.name.replace('.jpg', '.mov') })) ?? main;
  return [hashOf(main.bytes), hashOf(video.bytes)];
}

function isRefused({ trouble }: SimPlace, hashes: readonly ContentHash[]): boolean {
  return hashes.some((hash) => trouble.refusedForever.has(hash));
}

function isDone({ state }: TransferRecord): boolean {
  return state === 'transferred' || state === 'already-there' || state === 'deleted';
}

function isListed({ setting }: World, { folder }: SimFile): boolean {
  return setting.selected.has(folder);
}

function isMatched({ setting }: World, { folder, capture }: SimFile): boolean {
  if (!setting.selected.has(folder)) return false;
  return setting.events.some(({ start, end, timeZone, albums }) => {
    if (albums !== undefined && !albums.includes(folder)) return false;
    const shift = capture.offsetMinutes === null ? 0 : offsetIn(timeZone) - capture.offsetMinutes;
    const local = new Date(Date.parse(`${capture.local}Z`) + shift * 60_000).toISOString().slice(0, 19);
    return local >= start && (end === undefined || local < end);
  });
}

/** Every record is in a state that its history explains, and nothing waits any more. */
function unexplained(world: World, number: number, records: readonly TransferRecord[]): readonly string[] {
  const place = world.places[number]!;
  return records.flatMap((record) => {
    const { item, hash, state, reason } = record;
    const words = `${item} (${short(hash)}) is ${state}${reason === undefined ? '' : `, ${reason}`}`;
    const explained = {
      unmarked: true,
      marked: reason === 'source-missing',
      failed: reason === 'source-missing' || reason === 'type-refused',
      transferred: place.everHere.has(hash),
      'already-there': place.everHere.has(hash),
      deleted: place.everRemoved.has(hash),
      'delete-marked': false,
      'delete-failed': place.refusedDeletions.has(hash),
    }[state];
    return explained ? [] : [`${words}, which nothing explains`];
  });
}
