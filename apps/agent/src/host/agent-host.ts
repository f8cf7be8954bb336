import { outermost } from '../albums/album-choice.ts';
import { clockWords } from '../control/time-words.ts';
import { countWords } from '../progress/words-for-figures.ts';
import { openItems } from '../journal/open-journal.ts';
import type { SqliteItems } from '../journal/sqlite-items.ts';
import { isJournalTrouble } from '../journal-trouble.ts';
import type { ReadersTogether } from '../readings/joined-readings.ts';
import type { AgentSettings, DestinationSettings } from '../settings/agent-settings.ts';
import { withoutLinks } from '../sources/folder-at.ts';
import { accountMemory } from './account-memory.ts';
import type { AgentLog } from './agent-log.ts';
import type { AgentState } from './agent-state.ts';
import { AlbumBook } from './album-book.ts';
import { DestinationRun } from './destination-run.ts';
import { Pause } from './pause.ts';
import { SharedWatches } from './shared-watches.ts';
import { SurroundingsWatch, type Seen } from './surroundings-watch.ts';

interface Options {
  readonly settings: AgentSettings;
  readonly settingsFile: string;
  readonly stateFolder: string;
  readonly readers: ReadersTogether;
  readonly log: AgentLog;
}

interface Running {
  readonly run: DestinationRun;
  readonly ended: Promise<void>;
}

const shortRescan = 60_000;

/** The agent while it runs: its destinations, and what they share. */
export class AgentHost {
  readonly settingsFile: string;
  readonly albums: AlbumBook = new AlbumBook();
  readonly pause: Pause;
  readonly startedAt: number = Date.now();
  readonly items: SqliteItems;
  readonly log: AgentLog;
  settings: AgentSettings;
  seen: Seen = { readings: {}, localTime: clockWords(new Date()), problems: [] };
  /** What is wrong with the settings file, while the agent goes on by the settings before. */
  settingsTrouble: string | undefined;
  readonly #watches: SharedWatches;
  readonly #surroundings: SurroundingsWatch;
  readonly #running = new Map<string, Running>();
  readonly #toldAlbums = new Set<string>();
  readonly #state: AgentState;
  readonly #crashed: Promise<never>;
  #crash: (error: unknown) => void = () => undefined;
  #applying: Promise<void> = Promise.resolve();
  #mostRescan = Number.POSITIVE_INFINITY;
  #isClosing = false;
  #whenIdle: () => void = () => undefined;

  constructor(options: Options) {
    const { settings, settingsFile, stateFolder, readers, log } = options;
    this.settings = withRealFolders(settings);
    this.settingsFile = settingsFile;
    this.log = log;
    this.#crashed = new Promise((_resolve, reject) => (this.#crash = reject));
    this.#crashed.catch(() => undefined);
    this.items = openItems(stateFolder);
    this.albums.follow(this.settings);
    this.pause = new Pause(stateFolder, () => this.#follow());
    this.#watches = new SharedWatches(
      (folder) => this.destinations.forEach((run) => run.touch(folder)),
      () => this.#watchesExhausted(),
    );
    this.#surroundings = new SurroundingsWatch({
      readers,
      rules: () => this.destinations.flatMap(({ rules }) => rules),
      isWaiting: () => this.destinations.some(({ activity }) => activity.isWanting),
      seen: (seen) => this.#see(seen),
    });
    this.#state = {
      settings: () => this.settings,
      stateFolder,
      items: this.items,
      accounts: accountMemory(stateFolder),
      watches: this.#watches,
      albums: this.albums,
      log,
      seen: () => this.seen,
      isPaused: () => this.pause.isPaused || this.pause.isHeld,
      rescanEvery: () => Math.min(this.#mostRescan, this.settings.rescanMinutes * 60_000),
      wantChanged: () => this.#wantChanged(),
    };
  }

  get destinations(): readonly DestinationRun[] {
    return [...this.#running.values()].map(({ run }) => run);
  }

  /** Until the signal is raised. Rejects for bugs only. */
  async run(signal: AbortSignal): Promise<void> {
    for (const destination of this.settings.destinations) this.#start(destination);
    this.#surroundings.start();
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    try {
      if (!signal.aborted) await Promise.race([stopped, this.#crashed]);
    } finally {
      this.#isClosing = true;
      this.#surroundings.close();
      this.pause.release();
      await Promise.all([...this.#running.keys()].map((name) => this.#end(name)));
      this.#watches.close();
      this.items.close();
    }
  }

  /** Resolves when all that can be done now is done; to be asked once, before `run`. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  /** Whether nothing waits and nothing failed. */
  get isAllDone(): boolean {
    return this.destinations.every(({ trouble, waiting }) => trouble === undefined && waiting === 0);
  }

  /** Everything goes on by these from now on; what need not be begun anew is not. */
  apply(settings: AgentSettings): Promise<void> {
    this.#applying = this.#applying.then(() => this.#apply(settings));
    return this.#applying;
  }

  async #apply(written: AgentSettings): Promise<void> {
    const settings = withRealFolders(written);
    const before = this.settings;
    this.settings = settings;
    this.settingsTrouble = undefined;
    this.albums.follow(settings);
    const isOther = rootsAndSettle(before) !== rootsAndSettle(settings);
    const kept = new Set(isOther ? [] : settings.destinations.map((one) => JSON.stringify(one)));
    for (const [name, { run }] of [...this.#running]) {
      if (!kept.has(JSON.stringify(run.settings))) await this.#end(name);
    }
    if (this.#isClosing) return;
    for (const destination of settings.destinations) {
      if (!this.#running.has(destination.name)) this.#start(destination);
    }
    this.#follow();
    if (withoutTags(before) !== withoutTags(settings))
      this.destinations.forEach((run) => run.wake('settings'));
  }

  #start(destination: DestinationSettings): void {
    const run = new DestinationRun(destination, this.#state);
    const ended = run.run().catch((error: unknown) => this.#ended(run, error));
    this.#running.set(destination.name, { run, ended });
  }

  /** A journal that cannot be written now may be in a minute; anything else is a bug. */
  #ended(run: DestinationRun, error: unknown): void {
    if (!isJournalTrouble(error)) {
      this.#crash(error);
      return;
    }
    const { name } = run.settings;
    this.log.say(`The journal of ${name} cannot be used, so nothing is sent there: ${error.message}`);
    run.journalTrouble = `the journal cannot be used: ${error.message}`;
    setTimeout(() => {
      if (!this.#isClosing && this.#running.get(name)?.run === run) this.#start(run.settings);
    }, shortRescan).unref();
  }

  async #end(name: string): Promise<void> {
    const running = this.#running.get(name);
    running?.run.stop();
    await running?.ended;
    this.#running.delete(name);
  }

  #see(seen: Seen): void {
    const news = seen.problems.filter((problem) => !this.seen.problems.includes(problem));
    for (const problem of news) this.log.say(`Could not be read: ${problem}.`);
    this.seen = seen;
    this.#follow();
  }

  #follow(): void {
    for (const run of this.destinations) void run.follow();
    this.#surroundings.reconsider();
  }

  #wantChanged(): void {
    this.#surroundings.reconsider();
    const areAllStarted = this.#running.size >= this.settings.destinations.length;
    if (areAllStarted && this.destinations.every(({ isIdle }) => isIdle)) this.#whenIdle();
    const fresh = this.albums.undecided().filter(({ folder }) => !this.#toldAlbums.has(folder));
    if (fresh.length === 0) return;
    for (const { folder } of fresh) this.#toldAlbums.add(folder);
    const [first] = fresh;
    this.log.say(
      fresh.length === 1 && first !== undefined
        ? `A new album is off until you decide: ${first.folder} (${countWords(first.count)}). homeroll agent albums on|off "${first.folder}"`
        : `${countWords(fresh.length)} new albums are off until you decide: homeroll agent albums lists them.`,
    );
  }

  #watchesExhausted(): void {
    this.#mostRescan = shortRescan;
    this.log.say(
      'The system grants no more watches on folders: new photos are found by looking every minute.',
    );
  }
}

/** Photos are known by their own paths, without links in them. */
export function withRealFolders(settings: AgentSettings): AgentSettings {
  const { folders, albums } = settings;
  return {
    ...settings,
    folders: outermost(folders.map(withoutLinks)),
    albums: albums.map((entry) => ({ ...entry, folder: withoutLinks(entry.folder) })),
  };
}

/** Tags to choose from change nothing that waits. */
function withoutTags(settings: AgentSettings): string {
  return JSON.stringify({ ...settings, tags: [] });
}

function rootsAndSettle({ folders, settle }: AgentSettings): string {
  return JSON.stringify([folders, settle]);
}
