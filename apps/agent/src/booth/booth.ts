import { basename } from 'node:path';
import { newestFirst, type BoothFile } from '@homeroll/core/publish/publishing';
import { mediaTypeByName } from '@homeroll/core/photo/media-types';
import { boothKey, isBoothKey, type Mac } from '@homeroll/core/share/booth-key';
import type { BoothPicture, BoothPictures, BoothState } from '@homeroll/protocol/booth-page';
import type { SeenPictures } from './booth-ledger.ts';
import { MediaFolder, type MediaListing } from './media-folder.ts';
import { isSameLayout, mediaLayout, type MediaLayout } from './media-layout.ts';
import type { Outlet } from './outlet.ts';
import type { BoothSettings } from './settings/booth-settings.ts';
import type { SmallPictures } from './small-pictures.ts';

export interface BoothOptions {
  readonly settings: BoothSettings;
  readonly mac: Mac;
  readonly seen: SeenPictures;
  readonly pictures: SmallPictures;
  readonly isDemo: boolean;
  readonly layout: MediaLayout;
  /** In the order of the codes. */
  readonly outlets: readonly Outlet[];
  /** Told of every change of the state. */
  readonly changed: () => void;
  /** Told that a booth program made its folders, and this booth looks at the wrong ones. */
  readonly moved: () => void;
}

/** Pictures that the display has at once; older ones are asked for. */
const shown = 60;
/** Milliseconds in which several changes of the folder count as one. */
const gathering = 30;
/** Milliseconds between two looks at least, and so many times what a look takes: a video that is written tells all the time. */
const rest = { least: 200, times: 8 };
/** Milliseconds after which is looked for what nobody tells: a disk, a network. */
const beat = 2000;

type Occasion = 'start' | 'news' | 'full';

/** A booth at work: its media folder, and the places where guests get what is in it. */
export class Booth {
  readonly layout: MediaLayout;
  readonly outlets: readonly Outlet[];
  readonly #options: BoothOptions;
  readonly #folder: MediaFolder;
  #files: readonly BoothFile[] = [];
  #rewritten: ReadonlySet<BoothFile> = new Set();
  /** Keys. */
  readonly #deleted = new Set<string>();
  /** Paths that the program knew when it ended last, until they were looked for. */
  #knownBefore: readonly string[];
  #byKey: ReadonlyMap<string, BoothFile> = new Map();
  #timer: NodeJS.Timeout | undefined;
  /** By a clock that nobody sets: when the next look is due, and before when none is. */
  #lookAt = Infinity;
  #restUntil = 0;
  #isOver = false;

  constructor(options: BoothOptions) {
    const { settings, mac, seen, layout, outlets } = options;
    this.#options = options;
    this.layout = layout;
    this.outlets = outlets;
    const stableFor = settings.settle * 1000;
    const changed = (): void => this.#lookIn(gathering);
    this.#knownBefore = seen.paths();
    this.#folder = new MediaFolder({ layout, stableFor, mac, seen, changed });
  }

  /** Looks at the folder until the signal is raised; its places are run elsewhere. */
  async run(signal: AbortSignal): Promise<void> {
    this.#look('start');
    const every = this.#options.settings.fullSyncInterval * 60_000;
    const full = setInterval(() => this.#look('full'), every);
    const beating = setInterval(() => this.#beat(), beat);
    try {
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      this.#isOver = true;
      clearInterval(full);
      clearInterval(beating);
      clearTimeout(this.#timer);
      this.#folder.close();
    }
  }

  retry(): void {
    for (const outlet of this.outlets) outlet.retry();
    this.#look('full');
  }

  /** The finished picture with this key. */
  find(key: string): BoothFile | undefined {
    const file = this.findShown(key);
    return file && this.#rewritten.has(file) ? undefined : file;
  }

  /** The same for the screen, which goes on to show one that is being written anew. */
  findShown(key: string): BoothFile | undefined {
    return this.#byKey.get(key);
  }

  /** Whether the key is one of this booth's, though there is no such picture, yet or any more. */
  isKey(key: string): boolean {
    return isBoothKey(key, this.#options.mac);
  }

  /** Whether it was there once and was deleted. */
  wasDeleted(key: string): boolean {
    return this.#deleted.has(key) && !this.#byKey.has(key);
  }

  /** Those that are older than the one with this key, the newest first. */
  picturesBefore(key: string): BoothPictures {
    const place = this.#files.findIndex((file) => file.key === key);
    return this.#pictures(place === -1 ? this.#files.length : place + 1);
  }

  get state(): Omit<BoothState, 'settingsTrouble'> {
    const { settings, isDemo } = this.#options;
    const { title, textAbove, textBelow, language } = settings;
    return {
      ...this.#pictures(0),
      ...{ title, textAbove, textBelow, language, isDemo },
      count: this.#files.length,
      destinations: this.outlets.map(({ status }) => status),
      wifi: wifiOf(settings),
      folderTrouble: this.#folder.trouble ?? null,
    };
  }

  #pictures(from: number): BoothPictures {
    const files = this.#files.slice(from, from + shown);
    return {
      pictures: files.map((file) => this.#picture(file)),
      more: this.#files.length > from + files.length,
    };
  }

  #picture(file: BoothFile): BoothPicture {
    const fileName = basename(file.path);
    const links = this.outlets.flatMap((outlet) => {
      const url = outlet.linkFor(file);
      return url === undefined ? [] : [{ destination: outlet.name, url, isThere: outlet.isThere(file) }];
    });
    return {
      ...{ key: file.key, fileName, links, version: file.version },
      kind: mediaTypeByName(fileName).startsWith('video/') ? 'video' : 'picture',
      takenAt: file.modifiedAt,
    };
  }

  #beat(): void {
    if (this.#folder.isOutdated()) this.#lookIn(gathering);
    // The machine may have joined a network meanwhile.
    this.#options.changed();
  }

  /** Looks after so many milliseconds, or when it was to look anyhow. */
  #lookIn(milliseconds: number): void {
    const now = performance.now();
    const at = Math.max(now + milliseconds, this.#restUntil);
    if (at >= this.#lookAt) return;
    clearTimeout(this.#timer);
    this.#lookAt = at;
    this.#timer = setTimeout(() => this.#look('news'), at - now);
  }

  #look(occasion: Occasion): void {
    const { settings, changed, moved } = this.#options;
    // Another booth, by other settings, is about to take its place.
    if (this.#isOver) return;
    if (!isSameLayout(this.layout, mediaLayout(settings.folder, settings.subfolders, this.layout))) {
      moved();
      return;
    }
    const begun = performance.now();
    clearTimeout(this.#timer);
    this.#lookAt = Infinity;
    const listing = this.#folder.list();
    if (listing !== undefined) this.#take(listing, occasion);
    const taken = performance.now() - begun;
    this.#restUntil = performance.now() + Math.max(rest.least, rest.times * taken);
    const settles = this.#folder.settlesIn();
    if (settles !== undefined) this.#lookIn(settles + gathering);
    changed();
  }

  #noteDeleted(listing: MediaListing): void {
    const { mac } = this.#options;
    const there = new Set(listing.files.map(({ path }) => path));
    const isGone = (path: string): boolean => !there.has(path) && listing.isDeleted(path);
    for (const { key, path } of this.#files) if (isGone(path)) this.#deleted.add(key);
    for (const path of this.#knownBefore) if (isGone(path)) this.#deleted.add(boothKey(path, mac));
    this.#knownBefore = [];
  }

  #take(listing: MediaListing, occasion: Occasion): void {
    this.#noteDeleted(listing);
    this.#rewritten = new Set(listing.rewritten);
    this.#files = [...listing.files, ...listing.rewritten].sort(newestFirst);
    this.#byKey = new Map(this.#files.map((file) => [file.key, file]));
    for (const outlet of this.outlets) {
      // At the start all that lies there is news too: what waited when the program ended goes on.
      if (occasion !== 'full') outlet.look(listing, 'news');
      if (occasion !== 'news') outlet.look(listing, 'full');
    }
    if (occasion !== 'news') void this.#options.pictures.keepOnly(this.#files);
  }
}

/** The text of the code by which phones join a Wi-Fi (as ZXing documents it): these signs need a backslash. */
function wifiOf({ wifiName, wifiPassword }: BoothSettings): BoothState['wifi'] {
  if (wifiName === undefined) return null;
  const escaped = (text: string): string => text.replace(/[\\;,":]/g, (sign) => `\\${sign}`);
  const secured = wifiPassword === undefined ? 'T:nopass' : `T:WPA;P:${escaped(wifiPassword)}`;
  return { name: wifiName, code: `WIFI:S:${escaped(wifiName)};${secured};;` };
}
