import type { BoothSettingsChange, BoothState, TryAnswer } from '@homeroll/protocol/booth-page';
import { Booth } from './booth.ts';
import { macWith } from './booth-secrets.ts';
import { mediaLayout } from './media-layout.ts';
import { openOutlets, type OutletParts } from './open-outlets.ts';
import { watchSettings } from '../settings/watch-settings.ts';
import { readBooth, readDraft, writeBooth } from './settings/booth-file.ts';
import { parseBooth, type BoothSettings } from './settings/booth-settings.ts';
import { MistakenSettings } from './settings/mistaken-settings.ts';
import { changedDraft, triedDraft, type BoothDraft } from './settings/settings-form.ts';
import type { SmallPictures } from './small-pictures.ts';
import { tryDestination } from './try-destination.ts';

export interface BoothHostOptions {
  readonly settings: BoothSettings;
  /** Without one (the demonstration) changes last as long as the program. */
  readonly file: string | undefined;
  readonly parts: Omit<OutletParts, 'changed' | 'guestAddress' | 'booth'>;
  readonly booth: Omit<OutletParts['booth'], 'name'>;
  /** Where guests in the network find this machine, by the settings. */
  readonly guestAddress: (settings: BoothSettings) => string | undefined;
  readonly pictures: SmallPictures;
  readonly isDemo: boolean;
}

/** The booth while its program runs: the settings may change meanwhile, and then another booth takes its place. */
export class BoothHost {
  readonly pictures: SmallPictures;
  readonly #options: BoothHostOptions;
  readonly #watchers = new Set<() => void>();
  #booth: Booth;
  #settings: BoothSettings;
  #draft: BoothDraft;
  #stop = new AbortController();
  /** What is wrong with the settings file, while the booth goes on by the settings before. */
  #settingsTrouble: string | null = null;

  private constructor(options: BoothHostOptions, booth: Booth, draft: BoothDraft) {
    this.#options = options;
    this.#settings = options.settings;
    this.pictures = options.pictures;
    this.#booth = booth;
    this.#draft = draft;
  }

  static async open(options: BoothHostOptions): Promise<BoothHost> {
    const { folder, title, settle } = options.settings;
    const draft = options.file === undefined ? { folder, title, settle } : readDraft(options.file);
    const told = { changed: (): void => undefined };
    const booth = await makeBooth(options, options.settings, () => told.changed());
    const host = new BoothHost(options, booth, draft);
    told.changed = () => host.#changed();
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
    const unwatch =
      file === undefined
        ? (): void => undefined
        : watchSettings(file, settings, {
            read: readBooth,
            changed: (next) => this.#goOnBy(next),
            broken: (words) => this.#refuse(words),
          });
    try {
      await this.#runBooths(signal);
    } finally {
      unwatch();
    }
  }

  async #runBooths(signal: AbortSignal): Promise<void> {
    while (!isStopped(signal)) {
      const stop = this.#stop;
      await this.#booth.run(AbortSignal.any([signal, stop.signal]));
      if (isStopped(signal)) return;
      this.#stop = new AbortController();
      this.#booth = await makeBooth(this.#options, this.#settings, () => this.#changed());
      this.#changed();
    }
  }

  /** Told of every change of the booth's state; call what is returned to end it. */
  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  /** The settings as they are written. */
  draft(): BoothDraft {
    return this.#draft;
  }

  /** Saves the settings and goes on by them. Throws `MistakenSettings`, or a `SettingsError`; nothing is saved then. */
  change(change: BoothSettingsChange): void {
    const { file } = this.#options;
    if (file !== undefined) this.#draft = readDraft(file);
    const draft = changedDraft(this.#draft, change);
    const parsed = parseBooth(draft);
    if ('mistakes' in parsed) throw new MistakenSettings(parsed.mistakes);
    if (file !== undefined) writeBooth(file, draft);
    this.#draft = draft;
    this.#goOnBy(parsed.settings);
  }

  #goOnBy(settings: BoothSettings): void {
    this.#settingsTrouble = null;
    // What the page saved is seen in the file too, where it is no news.
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    this.#stop.abort();
  }

  #refuse(words: string): void {
    this.#settingsTrouble = words;
    this.#changed();
  }

  /** Tries a destination of the form, saved or not, with the secrets that are kept. */
  async tryDestination(destination: BoothDraft): Promise<TryAnswer> {
    const draft = { folder: this.#settings.folder, destinations: [triedDraft(this.#draft, destination)] };
    const parsed = parseBooth(draft);
    if ('mistakes' in parsed) throw new MistakenSettings(parsed.mistakes);
    const [one] = parsed.settings.destinations;
    if (one === undefined) return { steps: [] };
    const { booth, parts } = this.#options;
    return tryDestination(one, { booth: { ...booth, name: nameOf(this.#settings) }, portal: parts.portal });
  }

  #changed(): void {
    for (const listener of this.#watchers) listener();
  }
}

async function makeBooth(
  { parts, booth, guestAddress, isDemo }: BoothHostOptions,
  settings: BoothSettings,
  changed: () => void,
): Promise<Booth> {
  const layout = mediaLayout(settings.folder, settings.subfolders);
  const outlets = await openOutlets(settings, layout, {
    ...parts,
    booth: { ...booth, name: nameOf(settings) },
    guestAddress: () => guestAddress(settings),
    changed,
  });
  return new Booth({ settings, layout, outlets, mac: macWith(booth.secret), isDemo, changed });
}

function nameOf({ title }: BoothSettings): string {
  return title === '' ? 'Photo booth' : title;
}

function isStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}
