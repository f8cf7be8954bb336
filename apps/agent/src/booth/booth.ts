import { basename } from 'node:path';
import type { BoothListing } from '@homeroll/core/publish/plan-publishing';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import { mediaTypeByName } from '@homeroll/core/photo/media-types';
import { isBoothKey, type Mac } from '@homeroll/core/share/booth-key';
import type { BoothPicture, BoothPictures, BoothState } from '@homeroll/protocol/booth-page';
import { mediaFolder, type MediaFolder } from './media-folder.ts';
import type { MediaLayout } from './media-layout.ts';
import type { Outlet } from './outlet.ts';
import type { BoothSettings } from './settings/booth-settings.ts';

export interface BoothOptions {
  readonly settings: BoothSettings;
  readonly mac: Mac;
  readonly isDemo: boolean;
  readonly layout: MediaLayout;
  /** In the order of the codes. */
  readonly outlets: readonly Outlet[];
  /** Told of every change of the state. */
  readonly changed: () => void;
}

/** Pictures that the display has at once; older ones are asked for. */
const shown = 60;
/** Milliseconds in which several changes of the folder count as one. */
const gathering = 30;

/** A booth at work: its media folder, and the places where guests get what is in it. */
export class Booth {
  readonly layout: MediaLayout;
  readonly outlets: readonly Outlet[];
  readonly #options: BoothOptions;
  readonly #folder: MediaFolder;
  #files: readonly BoothFile[] = [];
  #byKey: ReadonlyMap<string, BoothFile> = new Map();
  #isFolderThere = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: BoothOptions) {
    const { settings, mac, layout, outlets } = options;
    this.#options = options;
    this.layout = layout;
    this.outlets = outlets;
    const stableFor = settings.settle * 1000;
    const changed = (): void => this.#lookIn(gathering);
    this.#folder = mediaFolder({ layout, stableFor, mac, changed });
  }

  /** Until the signal is raised; rejects for bugs only. */
  async run(signal: AbortSignal): Promise<void> {
    this.#look('full');
    const every = this.#options.settings.fullSyncInterval * 60_000;
    const full = setInterval(() => this.#look('full'), every);
    try {
      await Promise.all(this.outlets.map((outlet) => outlet.run(signal)));
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      clearInterval(full);
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
    return this.#byKey.get(key);
  }

  /** Whether the key is one of this booth's, though there is no such picture, yet or any more. */
  isKey(key: string): boolean {
    return isBoothKey(key, this.#options.mac);
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
      folderTrouble: this.#isFolderThere
        ? null
        : `The media folder ${this.layout.root} is not there. Nothing is deleted anywhere meanwhile.`,
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

  #lookIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look('news'), milliseconds);
  }

  #look(occasion: 'news' | 'full'): void {
    const listing = this.#folder.list();
    this.#isFolderThere = listing !== undefined;
    if (listing !== undefined) this.#take(listing, occasion);
    const settles = this.#folder.settlesIn();
    if (settles !== undefined) this.#lookIn(settles + gathering);
    this.#options.changed();
  }

  #take(listing: BoothListing, occasion: 'news' | 'full'): void {
    this.#files = [...listing.files].sort((one, other) => other.modifiedAt - one.modifiedAt);
    this.#byKey = new Map(this.#files.map((file) => [file.key, file]));
    for (const outlet of this.outlets) outlet.look(listing, occasion);
  }
}

/** The text of the code by which phones join a Wi-Fi (as ZXing documents it): these signs need a backslash. */
function wifiOf({ wifiName, wifiPassword }: BoothSettings): BoothState['wifi'] {
  if (wifiName === undefined) return null;
  const escaped = (text: string): string => text.replace(/[\\;,":]/g, (sign) => `\\${sign}`);
  const secured = wifiPassword === undefined ? 'T:nopass' : `T:WPA;P:${escaped(wifiPassword)}`;
  return { name: wifiName, code: `WIFI:S:${escaped(wifiName)};${secured};;` };
}
