import { ConnectionGate, type Surroundings } from '../../src/connection/connection-gate.ts';
import { noRules } from '../../src/connection/no-rules.ts';
import type { Readings } from '../../src/connection/connection-rules.ts';
import type { MediaEvent } from '../../src/event/media-event.ts';
import { wallClockAt } from '../../src/photo/wall-clock.ts';
import type { Action } from '../../src/sync/act-on-items.ts';
import { Device, markOf, type Setting } from './device.ts';
import { Files, folders, hashOf, hour, pathOf, worldStart, type SimFile } from './files.ts';
import { SeededRandom } from './seeded-random.ts';
import { SimPlace } from './sim-destination.ts';
import { Timeline } from './timeline.ts';

/** Whatever the rules, photos may travel. */
const atHome: Readings = {
  connected: true,
  link: 'wifi',
  network: 'home',
  metered: false,
  charging: true,
  zone: 'home',
};

/** Everything there is in one run: files, a device with its processes, destinations, a person, and bad luck. */
export class World {
  readonly random: SeededRandom;
  readonly timeline = new Timeline();
  readonly files: Files;
  readonly places: readonly SimPlace[];
  readonly device: Device;
  readonly setting: Setting;
  readonly history: string[] = [];
  #around: Surroundings;
  #events = 0;
  isTroubled = true;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.timeline.now = worldStart;
    this.files = new Files(this.random);
    this.places = this.random.chance(0.3) ? [new SimPlace(), new SimPlace()] : [new SimPlace()];
    this.setting = {
      events: [],
      selected: new Set(['camera', 'camera/trip']),
      isReadingBroken: false,
      clockError: 0,
    };
    this.#around = {
      rules: noRules,
      readings: atHome,
      localTime: '12:00',
      paused: false,
      events: this.setting.events,
    };
    const { random, timeline, files, places, setting } = this;
    if (random.chance(0.8)) this.#addEvent();
    for (let count = random.whole(5); count > 0; count -= 1) files.add(timeline.now - hour);
    const gate = (): ConnectionGate => new ConnectionGate(this.#around);
    this.device = new Device({ timeline, random, files, setting, places, gate });
  }

  /** One thing out of all that happens in two days. */
  happen(): void {
    const happenings = this.#happenings();
    const weights = happenings.reduce((sum, [weight]) => sum + weight, 0);
    let at = this.random.whole(weights);
    for (const [weight, name, happen] of happenings) {
      at -= weight;
      if (at >= 0) continue;
      this.note(name);
      happen();
      return;
    }
  }

  note(what: string): void {
    this.history.push(`${wallClockAt(this.timeline.now)} ${what}`);
  }

  die(kind: 'kill' | 'power cut' | 'disk lost'): void {
    this.note(kind);
    this.device.die(kind);
    this.timeline.after(this.random.whole(20 * 60_000), () => this.device.start());
  }

  /** From now on everything works, and nobody does anything any more. */
  endTroubles(): void {
    this.isTroubled = false;
    this.note('the troubles end');
    const { setting, files, places } = this;
    setting.isReadingBroken = false;
    files.away.clear();
    for (const { trouble } of places)
      Object.assign(trouble, { isNetworkUp: true, refuses: undefined, flakiness: 0, pieceTakes: 400 });
    this.#surround({ readings: atHome, paused: false, localTime: '12:00' });
  }

  #surround(changes: Partial<Surroundings>): void {
    this.#around = { ...this.#around, ...changes };
    if (this.device.isAlive) this.device.gate.update(changes);
  }

  #happenings(): readonly (readonly [number, string, () => unknown])[] {
    return [...this.#withFiles(), ...this.#withSettings(), ...this.#withPlaces(), ...this.#withPeople()];
  }

  #withFiles(): readonly (readonly [number, string, () => void])[] {
    const { files, random, timeline } = this;
    const some = (change: (file: SimFile) => void) => (): void => {
      const file = random.pick(files.visible());
      if (file === undefined) return;
      change(file);
      this.#tell(file.folder);
    };
    const anywhere = (change: () => void) => (): void => {
      change();
      folders.forEach((folder) => this.#tell(folder));
    };
    return [
      [8, 'new file', anywhere(() => files.add(timeline.now))],
      [2, 'its video', some((file) => this.#addVideo(file))],
      [2, 'edited', some((file) => files.edit(file, timeline.now))],
      [3, 'moved', anywhere(some((file) => this.#move(file)))],
      [2, 'copied', anywhere(some((file) => files.copy(file, timeline.now)))],
      [2, 'file deleted', some((file) => this.#remove(file))],
      [1, 'card out', anywhere(() => files.away.add(random.pick(folders)!))],
      [2, 'card in', anywhere(() => files.away.clear())],
      [1, 'reading breaks', () => (this.setting.isReadingBroken = true)],
      [2, 'reading works', () => (this.setting.isReadingBroken = false)],
    ];
  }

  /** Where its picture was just moved to, the mark of that is not found again. */
  #addVideo(picture: SimFile): void {
    for (const marked of this.device.marked) if (picture.name.startsWith('m')) marked.delete(markOf(picture));
    this.files.addVideo(this.timeline.now, picture);
  }

  /** Half of a Live Photo that is moved alone, or that finds another half where it comes to, is another item. */
  #move(file: SimFile): void {
    this.#unmarkPair(file);
    this.files.move(file);
    const moved = [...this.files.all.values()].find(({ inode }) => inode === file.inode);
    if (moved !== undefined) this.#unmarkPair(moved);
  }

  #remove(file: SimFile): void {
    this.#unmarkPair(file);
    this.files.remove(file);
  }

  #unmarkPair(file: SimFile): void {
    const isPicture = file.name.endsWith('.jpg');
    const name = isPicture ? file.name.replace('.jpg', '.mov') : file.name.replace('.mov', '.jpg');
    const other = this.files.all.get(pathOf({ ...file, name }));
    if (other === undefined) return;
    for (const marked of this.device.marked) marked.delete(markOf(isPicture ? file : other));
  }

  /** What watches folders tells most of it. */
  #tell(folder: string): void {
    if (this.random.chance(0.85) && this.device.isAlive) this.device.touch(folder);
  }

  #withSettings(): readonly (readonly [number, string, () => void])[] {
    const { setting, random } = this;
    const set = (change: () => void) => (): void => {
      change();
      this.#surround({ events: setting.events });
      if (this.device.isAlive) this.device.wake('settings');
    };
    const read = (readings: Readings) => (): void =>
      this.#surround({ readings: { ...this.#around.readings, ...readings } });
    const rule = (rules: Partial<Surroundings['rules']>) => (): void =>
      this.#surround({ rules: { ...this.#around.rules, ...rules } });
    return [
      [2, 'event made', set(() => this.#addEvent())],
      [1, 'event deleted', set(() => (setting.events = setting.events.slice(1)))],
      [2, 'event edited', set(() => this.#editEvent())],
      [1, 'album selected', set(() => setting.selected.add(random.pick(folders)!))],
      [1, 'album deselected', set(() => setting.selected.delete(random.pick(folders)!))],
      [2, 'Wi-Fi', read({ link: 'wifi', network: random.pick(['home', 'café'])!, connected: true })],
      [1, 'mobile data', read({ link: 'mobile', metered: true, zone: 'internet' })],
      [1, 'charging', read({ charging: random.chance(0.5) })],
      [1, 'nothing to be read', () => this.#surround({ readings: {} })],
      [1, 'Wi-Fi only', rule({ wifiOnly: random.chance(0.5) })],
      [1, 'networks', rule({ networks: random.chance(0.5) ? ['home'] : [] })],
      [1, 'charging only', rule({ chargingOnly: random.chance(0.3) })],
      [1, 'quiet hours', rule({ quietHours: random.chance(0.5) ? [{ from: '22:00', to: '07:00' }] : [] })],
      [2, 'time of day', () => this.#surround({ localTime: random.pick(['03:00', '12:00', '22:00'])! })],
      [1, 'paused', () => this.#surround({ paused: true })],
      [2, 'resumed', () => this.#surround({ paused: false })],
      [1, 'clock set', () => (setting.clockError = (random.whole(2000) - 1000) * hour)],
    ];
  }

  #withPlaces(): readonly (readonly [number, string, () => unknown])[] {
    const { random, files } = this;
    const place = random.pick(this.places)!;
    const { trouble } = place;
    const file = random.pick(files.visible());
    const refusals = ['disk-full', 'refused-login', 'unavailable', 'timeout', 'protocol'] as const;
    return [
      [2, 'network down', () => (trouble.isNetworkUp = false)],
      [4, 'network up', () => this.#networkUp(place)],
      [2, 'refusals begin', () => (trouble.refuses = random.pick(refusals))],
      [3, 'refusals end', () => (trouble.refuses = undefined)],
      [4, 'slow', () => (trouble.pieceTakes = random.pick([400, 20_000, 15 * 60_000, 60 * 60_000])!)],
      [3, 'flaky', () => (trouble.flakiness = random.pick([0, 0.05, 0.3])!)],
      [1, 'refused forever', () => file && trouble.refusedForever.add(hashOf(file.bytes))],
      [2, 'another sends it', () => this.#otherSends(place, file)],
      [2, 'thrown away there', () => this.#throwAway(place)],
    ];
  }

  #networkUp(place: SimPlace): void {
    place.trouble.isNetworkUp = true;
    if (this.device.isAlive && this.random.chance(0.7)) this.device.wake('connection');
  }

  #otherSends(place: SimPlace, file: SimFile | undefined): void {
    if (file === undefined) return;
    const hash = hashOf(file.bytes);
    if (!place.files.has(hash) && !place.removed.has(hash)) place.put(hash, false);
  }

  #throwAway(place: SimPlace): void {
    const hash = this.random.pick([...place.files.keys()]);
    if (hash === undefined) return;
    place.throwAway(hash);
    const intents = this.device.intents[this.places.indexOf(place)]!;
    if (intents.get(hash) === 'forced') intents.set(hash, 'unsure');
  }

  #withPeople(): readonly (readonly [number, string, () => void])[] {
    const { random, files, device } = this;
    const alive = (happen: () => void) => (): void => {
      if (device.isAlive) happen();
    };
    const act = (action: Action) => (): void => {
      const file = random.pick(files.visible().filter(({ name }) => name.endsWith('.jpg')));
      const worker = random.pick(device.workers);
      if (file !== undefined && worker !== undefined && device.isAlive) void worker.act(file, action);
    };
    return [
      [4, 'marked by hand', act({ type: 'mark-by-hand', title: 'by hand' })],
      [1, 'sent again', act({ type: 'mark-by-hand', confirmed: true })],
      [3, 'reset', act({ type: 'reset' })],
      [4, 'delete pressed', act({ type: 'delete-pressed' })],
      [1, 'delete again', act({ type: 'delete-pressed', confirmed: true })],
      [1, 'retry', alive(() => device.wake('retry'))],
      [2, 'kill', alive(() => this.die('kill'))],
      [1, 'power cut', alive(() => this.die('power cut'))],
      [random.chance(0.1) ? 1 : 0, 'disk lost', alive(() => this.die('disk lost'))],
    ];
  }

  #addEvent(): void {
    const { random } = this;
    this.#events += 1;
    const start = worldStart + (random.whole(5 * 24) - 24) * hour;
    const event: MediaEvent = {
      id: `e${String(this.#events)}`,
      title: `Event ${String(this.#events)}`,
      tags: random.chance(0.5) ? ['a'] : [],
      start: wallClockAt(start),
      timeZone: random.pick(['West', 'East'])!,
      createdAt: this.#events,
      ...(random.chance(0.7) ? { end: wallClockAt(start + (1 + random.whole(72)) * hour) } : {}),
      ...(random.chance(0.2) ? { albums: ['camera'] } : {}),
      ...(random.chance(0.2) ? { connection: { wifiOnly: true } } : {}),
    };
    this.setting.events = [...this.setting.events, event];
  }

  #editEvent(): void {
    const { setting, random } = this;
    setting.events = setting.events.map((event) =>
      random.chance(0.5)
        ? { ...event, title: `${event.title}!` }
        : { ...event, start: wallClockAt(worldStart + random.whole(48) * hour), albums: [...folders] },
    );
  }
}
