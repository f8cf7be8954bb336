import { readFileSync } from 'node:fs';
import { ConnectionGate } from '@homeroll/core/connection/connection-gate';
import type { ConnectionRules } from '@homeroll/core/connection/connection-rules';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import { zoneOf } from '@homeroll/core/photo/time-zone';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import { KeepSyncing, type WakeReason } from '@homeroll/core/sync/keep-syncing';
import { markByEvents, type Marking } from '@homeroll/core/sync/marking';
import { reasonWords } from '@homeroll/core/sync/reason-words';
import { isTransient, nextTryAfter } from '@homeroll/core/sync/retry-schedule';
import type { SyncEvent, SyncSummary } from '@homeroll/core/sync/sync-report';
import { WakeUp } from '@homeroll/core/sync/wake-up';
import { troubleWords } from '../connect.ts';
import { openJournal } from '../journal/open-journal.ts';
import type { SqliteJournal } from '../journal/sqlite-journal.ts';
import { nodeHasher } from '../node-hasher.ts';
import { pace } from '../pace.ts';
import type { DestinationSettings } from '../settings/agent-settings.ts';
import { folderSource, type FolderSource } from '../sources/folder-source.ts';
import { systemClock } from '../system-clock.ts';
import { Activity } from './activity.ts';
import { device, offsets, type AgentState } from './agent-state.ts';
import { ServerLink } from './server-link.ts';
import { ToldFailures } from './told-failures.ts';

/** What keeps everything from being sent, besides the rules. */
export interface Trouble {
  readonly words: string;
  /** A person has to put something right; it is tried again rarely. */
  readonly isConfiguration: boolean;
}

/** What is there only once the account is known. */
export interface Engine {
  readonly syncing: KeepSyncing;
  readonly journal: SqliteJournal;
  readonly source: FolderSource;
  readonly link: ServerLink;
}

type Poke = 'connection' | 'settings' | 'retry' | 'stopped';

const refreshEvery = 15 * 60_000;
const always: ReadonlySet<Poke> = new Set(['connection', 'settings', 'retry', 'stopped']);
const afterTrouble: ReadonlySet<Poke> = new Set(['connection', 'settings', 'retry']);

/** Everything the agent does for one destination, from its start until it is stopped. */
export class DestinationRun {
  readonly settings: DestinationSettings;
  readonly gate: ConnectionGate;
  readonly activity: Activity = new Activity();
  trouble: Trouble | undefined;
  engine: Engine | undefined;
  #link: ServerLink | undefined;
  readonly #state: AgentState;
  readonly #stop = new AbortController();
  readonly #pokes = new WakeUp<Poke>(systemClock);
  readonly #failures = new ToldFailures();
  readonly #offsetIn = offsets();
  #accountKnown: () => void = () => undefined;
  #told = '';
  #isReached = false;

  constructor(settings: DestinationSettings, state: AgentState) {
    this.settings = settings;
    this.#state = state;
    this.gate = new ConnectionGate({ ...this.#surroundings(), events: this.events });
  }

  /** The device's events and those of this server. */
  get events(): readonly MediaEvent[] {
    return [...this.#state.settings().events, ...(this.#link?.events ?? [])];
  }

  get rules(): readonly Partial<ConnectionRules>[] {
    const own = this.events.flatMap(({ connection }) => (connection === undefined ? [] : [connection]));
    return [this.#state.settings().connection, ...own];
  }

  get user(): string | undefined {
    return this.#link?.account?.user;
  }

  /** Whether the server answered when it was asked last, and this machine knows of a connection. */
  get isConnected(): boolean {
    const { connected } = this.#state.seen().readings;
    return connected !== false && this.#isReached;
  }

  /** Until it is stopped. Rejects for bugs, and where the journal cannot be opened or written. */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    const known = new Promise<void>((resolve) => {
      this.#accountKnown = resolve;
      signal.addEventListener('abort', () => resolve());
    });
    const refreshing = this.#refreshes(signal);
    try {
      await Promise.race([known, refreshing]);
      const link = this.#link;
      if (!signal.aborted && link?.account !== undefined) await this.#sync(link, link.account.user);
    } finally {
      this.#stop.abort();
      await refreshing;
      this.#link?.close();
    }
  }

  stop(): void {
    this.#stop.abort();
  }

  wake(reason: WakeReason): void {
    this.engine?.syncing.wake(reason);
    if (reason === 'connection' || reason === 'settings' || reason === 'retry') this.#pokes.wake(reason);
  }

  /** Photos that lie in this folder may be others. */
  touch(folder: string): void {
    this.engine?.source.touch([folder]);
    this.engine?.syncing.wake('files');
  }

  /** Readings, rules, pause or events may be others. */
  async follow(): Promise<void> {
    const before = this.gate.surroundings.readings;
    const around = this.#surroundings();
    const { link, network, connected } = around.readings;
    const isElsewhere = before.link !== link || before.network !== network || before.connected !== connected;
    if (isElsewhere && this.#link !== undefined) this.#link.zone = undefined;
    this.#update();
    if (isElsewhere && connected !== false) this.#pokes.wake('connection');
    const needsZone = this.rules.some(({ homeOnly }) => homeOnly);
    if (!needsZone || connected === false || this.#link === undefined) return;
    if (await this.#link.askZone(this.#stop.signal)) this.#update();
  }

  #update(): void {
    this.gate.update({ ...this.#surroundings(), events: this.events });
    this.#state.wantChanged();
  }

  #surroundings(): Pick<ConnectionGate['surroundings'], 'rules' | 'readings' | 'localTime' | 'paused'> {
    const { readings, localTime } = this.#state.seen();
    const zone = this.#link?.zone;
    return {
      rules: this.#state.settings().connection,
      readings: zone === undefined ? readings : { ...readings, zone },
      localTime,
      paused: this.#state.isPaused(),
    };
  }

  async #sync(link: ServerLink, user: string): Promise<void> {
    const { stateFolder, items, watches, albums, settings, rescanEvery } = this.#state;
    const { folders, settle } = settings();
    const journal = openJournal({ stateFolder, address: link.address, user, roots: folders });
    const source = folderSource({
      roots: folders,
      memory: journal.folders,
      stableFor: settle * 1000,
      zone: zoneOf(Intl.DateTimeFormat().resolvedOptions().timeZone),
      onFolder: (folder) => watches.add(folder, this),
      albums: albums.source,
    });
    const syncing = new KeepSyncing(
      {
        destination: link.destination,
        journal,
        items,
        source,
        clock: systemClock,
        random: Math.random,
        hasher: nodeHasher,
      },
      {
        settings: () => {
          const largest = link.account?.largestFile;
          const { parallel } = settings();
          return {
            marking: this.#marking(),
            device,
            parallel,
            ...pace,
            ...(largest === undefined ? {} : { largest }),
          };
        },
        gate: this.gate,
        rescanEvery,
        report: (event) => this.#report(event),
        passed: (summary) => this.#passed(summary),
      },
    );
    this.engine = { syncing, journal, source, link };
    try {
      await syncing.run(this.#stop.signal);
    } finally {
      this.engine = undefined;
      watches.forget(this);
      journal.close();
    }
  }

  #marking(): Marking {
    const marking = markByEvents(this.events, this.#offsetIn);
    return { ...marking, name: `${marking.name}\n${this.#state.albums.choiceName}` };
  }

  #report(event: SyncEvent): void {
    this.activity.see(event);
    if (event.type === 'stopped') {
      const { reason } = event;
      this.#setTrouble({ words: reasonWords[reason], isConfiguration: isConfiguration(reason) });
      this.#pokes.wake('stopped');
    } else if (this.#failures.isNews(event)) this.#state.log.event(this.settings.name, event);
  }

  #passed(summary: SyncSummary): void {
    this.activity.passed(summary);
    if (summary.sent + summary.deleted + summary.alreadyThere > 0 && summary.stopped === undefined)
      this.#setTrouble(undefined);
    this.#state.wantChanged();
  }

  /** Asks the server for account and events: at the start, now and then, and when it is back. */
  async #refreshes(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      const error = await this.#refresh(signal);
      failures = error === undefined ? 0 : failures + 1;
      if (this.#link?.account !== undefined) this.#accountKnown();
      this.#pokes.take();
      if (error === undefined) await this.#pokes.atMost(refreshEvery, { reasons: always, signal });
      else await this.#pokes.atMost(pauseAfter(error, failures), { reasons: afterTrouble, signal });
    }
  }

  async #refresh(signal: AbortSignal): Promise<DestinationError | 'no-token' | undefined> {
    const { name, to } = this.settings;
    try {
      if (this.#link === undefined) {
        this.#link = this.#openLink(tokenOf(this.settings));
        this.#update();
      }
      if (this.#link.account !== undefined) this.#accountKnown();
      const before = JSON.stringify(this.#link.events);
      await this.#link.refresh(signal);
      if (JSON.stringify(this.#link.events) !== before) {
        this.#state.log.say(`${name} has ${eventsWords(this.#link.events.length)}.`);
        this.#update();
        this.engine?.syncing.wake('settings');
      }
      if (this.trouble !== undefined) this.engine?.syncing.wake('connection');
      this.#isReached = true;
      this.#setTrouble(undefined);
      return undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (error instanceof TokenTrouble) {
        this.#setTrouble({ words: error.message, isConfiguration: true });
        return 'no-token';
      }
      if (!(error instanceof DestinationError)) throw error;
      this.#isReached = error.fault === 'refused-login' || error.fault === 'forbidden';
      this.#setTrouble({ words: troubleWords(error, to), isConfiguration: isConfiguration(error.fault) });
      return error;
    }
  }

  #openLink(token: string): ServerLink {
    const { accounts, stateFolder, settings } = this.#state;
    return new ServerLink({
      login: { address: this.settings.to, token },
      accounts,
      stateFolder,
      connections: settings().parallel + 2,
    });
  }

  #setTrouble(trouble: Trouble | undefined): void {
    const { name } = this.settings;
    const words = trouble?.words ?? '';
    if (words !== this.#told) {
      const place = trouble?.isConfiguration
        ? `Configuration problem with ${name}`
        : `Nothing can be sent to ${name} now`;
      this.#state.log.say(words === '' ? `${name} can be reached again.` : `${place}: ${words}`);
    }
    this.#told = words;
    this.trouble = trouble;
  }
}

class TokenTrouble extends Error {
  override readonly name = 'TokenTrouble';
}

function tokenOf({ token }: DestinationSettings): string {
  if ('text' in token) return token.text;
  try {
    const text = readFileSync(token.file, 'utf8').trim();
    if (/^[\x21-\x7e]+$/.test(text)) return text;
  } catch (error) {
    throw new TokenTrouble(`The token file cannot be read: ${(error as Error).message}`, { cause: error });
  }
  throw new TokenTrouble(`The token file ${token.file} is empty or holds no token.`);
}

/** What only a person can put right. */
function isConfiguration(reason: SyncFault): boolean {
  return reason === 'refused-login' || reason === 'forbidden' || reason === 'tls';
}

type SyncFault = NonNullable<SyncSummary['stopped']>['reason'];

/** Milliseconds; a server that is away is looked for often, a refused token is not tried again and again. */
function pauseAfter(error: DestinationError | 'no-token', failures: number): number {
  if (error !== 'no-token' && isTransient(error.fault))
    return Math.min(5 * 60_000, 5000 * 2 ** Math.min(failures - 1, 10));
  return nextTryAfter(failures, 0, Math.random);
}

function eventsWords(count: number): string {
  return count === 1 ? 'one event for all its users' : `${String(count)} events for all its users`;
}
