import type { BoothSettingsChange, BoothState, BoothTrouble, TryAnswer } from '@homeroll/protocol/booth-page';
import { Booth, type BoothOptions } from './booth.ts';
import { macWith } from './booth-secrets.ts';
import type { GuestDoor } from './guest-door.ts';
import { mediaLayout } from './media-layout.ts';
import { wantedOutlets, type OutletParts } from './open-outlets.ts';
import { OutletRuns } from './outlet-runs.ts';
import { watchSettings } from '../settings/watch-settings.ts';
import { readBooth, readDraft, writeBooth } from './settings/booth-file.ts';
import { boothName, parseBooth, type BoothSettings } from './settings/booth-settings.ts';
import { MistakenSettings } from './settings/mistaken-settings.ts';
import { changedDraft, triedDraft, type BoothDraft } from './settings/settings-form.ts';
import type { SmallPictures } from './small-pictures.ts';
import { tryDestination } from './try-destination.ts';

export interface BoothHostOptions {
  readonly settings: BoothSettings;
  /** Without one (the demonstration) changes last as long as the program. */
  readonly file: string | undefined;
  readonly parts: Omit<OutletParts, 'changed' | 'booth'>;
  readonly booth: Omit<OutletParts['booth'], 'name'>;
  readonly pictures: SmallPictures;
  readonly isDemo: boolean;
}

/** The booth while its program runs: the settings may change meanwhile, and then another booth takes its place. */
export class BoothHost {
  readonly pictures: SmallPictures;
  readonly #options: BoothHostOptions;
  readonly #watchers = new Set<() => void>();
  readonly #runs: OutletRuns;
  #booth: Booth;
  #settings: BoothSettings;
  /** What was saved where there is no file. */
  #draft: BoothDraft;
  #stop = new AbortController();
  /** What is wrong with the settings file, while the booth goes on by the settings before. */
  #settingsTrouble: BoothTrouble | null = null;

  private constructor(
    options: BoothHostOptions,
    { runs, booth, draft }: { runs: OutletRuns; booth: Booth; draft: BoothDraft },
  ) {
    this.#options = options;
    this.#settings = options.settings;
    this.pictures = options.pictures;
    this.#runs = runs;
    this.#booth = booth;
    this.#draft = draft;
  }

  static async open(options: BoothHostOptions): Promise<BoothHost> {
    const { folder, title, settle } = options.settings;
    const told = { changed: (): void => undefined, moved: (): void => undefined };
    const tell = { changed: () => told.changed(), moved: () => told.moved() };
    const runs = new OutletRuns();
    const booth = await makeBooth(options, runs, { ...tell, settings: options.settings });
    const host = new BoothHost(options, { runs, booth, draft: { folder, title, settle } });
    told.changed = () => host.#changed();
    told.moved = () => host.#stop.abort();
    return host;
  }

  get state(): BoothState {
    return { ...this.#booth.state, settingsTrouble: this.#settingsTrouble };
  }

  get booth(): Booth {
    return this.#booth;
  }

  /** Until the signal is raised; rejects for bugs only. */
  async run(signal: AbortSignal): Promise<void> {
    const { file, settings } = this.#options;
    const over = new AbortController();
    const unwatch =
      file === undefined
        ? (): void => undefined
        : watchSettings(file, settings, {
            read: readBooth,
            changed: (next) => this.#goOnBy(next),
            broken: (words) => this.#refuse(words),
          });
    try {
      this.#runs.start();
      await Promise.race([this.#runBooths(AbortSignal.any([signal, over.signal])), this.#runs.broken]);
    } finally {
      over.abort();
      unwatch();
      await this.#runs.end();
    }
  }

  async #runBooths(signal: AbortSignal): Promise<void> {
    while (!isStopped(signal)) {
      const stop = this.#stop;
      await this.#booth.run(AbortSignal.any([signal, stop.signal]));
      if (isStopped(signal)) return;
      this.#stop = new AbortController();
      this.#booth = await makeBooth(this.#options, this.#runs, {
        settings: this.#settings,
        changed: () => this.#changed(),
        moved: () => this.#stop.abort(),
      });
      this.#changed();
    }
  }

  /** Told of every change of the booth's state; call what is returned to end it. */
  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  /** The settings as they are written now, maybe by another hand. Throws a `SettingsError`. */
  draft(): BoothDraft {
    const { file } = this.#options;
    return file === undefined ? this.#draft : readDraft(file);
  }

  get door(): GuestDoor {
    return this.#options.parts.door;
  }

  /** Saves the settings and goes on by them. Throws `MistakenSettings`, or a `SettingsError`; nothing is saved then. */
  change(change: BoothSettingsChange): void {
    const { file } = this.#options;
    const draft = changedDraft(this.draft(), change);
    const parsed = parseBooth(draft);
    if ('mistakes' in parsed) throw new MistakenSettings(parsed.mistakes);
    if (file !== undefined) writeBooth(file, draft);
    this.#draft = draft;
    this.#goOnBy(parsed.settings);
  }

  #goOnBy(settings: BoothSettings): void {
    this.#settingsTrouble = null;
    this.#changed();
    // What the page saved is seen in the file too, where it is no news.
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    this.#stop.abort();
  }

  #refuse(words: string): void {
    this.#settingsTrouble = { fault: 'settings-mistake', words };
    this.#changed();
  }

  /** Tries a destination of the form, saved or not, with the secrets that are kept. */
  async tryDestination(destination: BoothDraft): Promise<TryAnswer> {
    const draft = { folder: this.#settings.folder, destinations: [triedDraft(this.draft(), destination)] };
    const parsed = parseBooth(draft);
    if ('mistakes' in parsed) throw new MistakenSettings(parsed.mistakes);
    const [one] = parsed.settings.destinations;
    if (one === undefined) return { steps: [] };
    const { booth, parts } = this.#options;
    return tryDestination(one, {
      booth: { ...booth, name: boothName(this.#settings) },
      portal: parts.portal,
    });
  }

  #changed(): void {
    for (const listener of this.#watchers) listener();
  }
}

async function makeBooth(
  { parts, booth, pictures, isDemo }: BoothHostOptions,
  runs: OutletRuns,
  { settings, ...tell }: Pick<BoothOptions, 'settings' | 'changed' | 'moved'>,
): Promise<Booth> {
  const layout = mediaLayout(settings.folder, settings.subfolders);
  await parts.door.follow(settings);
  const named = { ...booth, name: boothName(settings) };
  const outlets = await runs.follow(
    wantedOutlets(settings, layout, { ...parts, booth: named, changed: tell.changed }),
  );
  const { seen } = parts.ledger;
  return new Booth({
    ...tell,
    settings,
    layout,
    outlets,
    mac: macWith(booth.secret),
    seen,
    pictures,
    isDemo,
  });
}

function isStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}
