import { ConnectionGate } from '@homeroll/core/connection/connection-gate';
import type { ConnectionRules } from '@homeroll/core/connection/connection-rules';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import { KeepSyncing, type WakeReason } from '@homeroll/core/sync/keep-syncing';
import { markByEvents, type Marking } from '@homeroll/core/sync/marking';
import type { SyncOptions } from '@homeroll/core/sync/sync-options';
import type { SyncEvent, SyncSummary } from '@homeroll/core/sync/sync-report';
import { homeZone } from '../home-zone.ts';
import { holdWords } from '../control/hold-words.ts';
import { openJournal } from '../journal/open-journal.ts';
import type { SqliteJournal } from '../journal/sqlite-journal.ts';
import { nodeHasher } from '../node-hasher.ts';
import { pace } from '../pace.ts';
import type { DestinationSettings } from '../settings/agent-settings.ts';
import { folderSource, type FolderSource } from '../sources/folder-source.ts';
import { systemClock } from '../system-clock.ts';
import { Activity } from './activity.ts';
import { device, offsets, type AgentState } from './agent-state.ts';
import { ServerContact, type Trouble } from './server-contact.ts';
import type { ServerLink } from './server-link.ts';
import { ToldFailures } from './told-failures.ts';

/** What is there only once the account is known. */
export interface Engine {
  readonly syncing: KeepSyncing;
  readonly journal: SqliteJournal;
  readonly source: FolderSource;
  readonly link: ServerLink;
}

/** Everything the agent does for one destination, from its start until it is stopped. */
export class DestinationRun {
  readonly settings: DestinationSettings;
  readonly gate: ConnectionGate;
  readonly activity: Activity = new Activity();
  engine: Engine | undefined;
  /** Why the journal cannot be used, while it cannot. */
  journalTrouble: string | undefined;
  readonly #contact: ServerContact;
  readonly #state: AgentState;
  readonly #stop = new AbortController();
  readonly #failures = new ToldFailures();
  readonly #offsetIn = offsets();
  readonly #account: Promise<ServerLink>;
  #toldHolds = '';

  constructor(settings: DestinationSettings, state: AgentState) {
    this.settings = settings;
    this.#state = state;
    let accountKnown: (link: ServerLink) => void = () => undefined;
    this.#account = new Promise((resolve) => (accountKnown = resolve));
    this.#contact = new ServerContact(settings, state, {
      accountKnown: (link) => {
        this.#update();
        accountKnown(link);
      },
      eventsChanged: () => {
        this.#update();
        this.#wakeEngine('settings');
      },
      reachedAgain: () => this.engine?.syncing.wake('connection'),
    });
    this.gate = new ConnectionGate({ ...this.#surroundings(), events: this.events });
  }

  /** The device's events and those of this server. */
  get events(): readonly MediaEvent[] {
    return [...this.#state.settings().events, ...this.#contact.events];
  }

  get rules(): readonly Partial<ConnectionRules>[] {
    const own = this.events.flatMap(({ connection }) => (connection === undefined ? [] : [connection]));
    return [this.#state.settings().connection, ...own];
  }

  get user(): string | undefined {
    return this.#contact.link?.account?.user;
  }

  get trouble(): Trouble | undefined {
    if (this.journalTrouble === undefined) return this.#contact.trouble;
    return { words: this.journalTrouble, isConfiguration: true };
  }

  /** Whether the server answered when it was asked last, and this machine knows of a connection. */
  get isConnected(): boolean {
    return this.#contact.isReached && this.#state.seen().readings.connected !== false;
  }

  /** How many photos are not yet where they should be; `undefined` before the journal is open. */
  get waiting(): number | undefined {
    const counts = this.engine?.journal.counts();
    if (counts === undefined) return undefined;
    return (['marked', 'failed', 'delete-marked'] as const).reduce(
      (sum, state) => sum + (counts.get(state) ?? 0),
      0,
    );
  }

  /** Whether all that can be done now is done. */
  get isIdle(): boolean {
    if (!this.#contact.isAsked || this.activity.isPassing) return false;
    if (this.trouble !== undefined) return true;
    return this.activity.isUpToDate && this.engine?.source.unsettled.count() === 0;
  }

  /** Until it is stopped. Rejects for bugs, and where the journal cannot be opened or written. */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    const stopped = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined));
    });
    const contact = this.#contact.run(signal).finally(() => this.#stop.abort());
    try {
      const link = await Promise.race([this.#account, stopped]);
      if (link?.account !== undefined && !signal.aborted) await this.#sync(link, link.account.user);
    } finally {
      this.#stop.abort();
      await contact;
      this.#contact.link?.close();
    }
  }

  stop(): void {
    this.#stop.abort();
  }

  wake(reason: WakeReason): void {
    this.#wakeEngine(reason);
    if (reason === 'connection' || reason === 'settings' || reason === 'retry') this.#contact.poke(reason);
  }

  /** Photos that lie in this folder may be others. */
  touch(folder: string): void {
    this.engine?.source.touch([folder]);
    this.#wakeEngine('files');
  }

  /** Readings, rules, pause or events may be others. */
  async follow(): Promise<void> {
    const before = this.gate.surroundings.readings;
    const { link, network, connected } = this.#state.seen().readings;
    const isElsewhere = before.link !== link || before.network !== network || before.connected !== connected;
    const server = this.#contact.link;
    if (isElsewhere && server !== undefined) server.zone = undefined;
    this.#update();
    if (isElsewhere && connected !== false) this.#contact.poke('connection');
    const needsZone = this.rules.some(({ homeOnly }) => homeOnly);
    if (needsZone && connected !== false && server !== undefined) {
      if (await server.askZone(this.#stop.signal)) this.#update();
    }
    this.#tellHolds();
  }

  /** What the rules hold back everything for; a pause is told by whoever paused. */
  #tellHolds(): void {
    const holds = this.gate.reasons().filter((hold) => hold !== 'paused');
    const words = holds.map((hold) => holdWords(hold, false)).join('; ');
    if (words === this.#toldHolds || this.#stop.signal.aborted || this.#state.isPaused()) return;
    this.#toldHolds = words;
    const { name } = this.settings;
    this.#state.log.say(
      words === '' ? `Sending to ${name} goes on.` : `Nothing is sent to ${name} now: ${words}.`,
    );
  }

  #wakeEngine(reason: WakeReason): void {
    if (reason !== 'connection') this.activity.wanted();
    this.engine?.syncing.wake(reason);
  }

  #update(): void {
    this.gate.update({ ...this.#surroundings(), events: this.events });
    this.#state.wantChanged();
  }

  #surroundings(): Pick<ConnectionGate['surroundings'], 'rules' | 'readings' | 'localTime' | 'paused'> {
    const { readings, localTime } = this.#state.seen();
    const zone = this.#contact.link?.zone;
    return {
      rules: this.#state.settings().connection,
      readings: zone === undefined ? readings : { ...readings, zone },
      localTime,
      paused: this.#state.isPaused(),
    };
  }

  async #sync(link: ServerLink, user: string): Promise<void> {
    const { stateFolder, items, watches, settings, rescanEvery } = this.#state;
    const { folders } = settings();
    const journal = openJournal({ stateFolder, address: link.address, user, roots: folders });
    const source = this.#openSource(journal);
    const ports = {
      destination: link.destination,
      clock: systemClock,
      random: Math.random,
      hasher: nodeHasher,
    };
    const syncing = new KeepSyncing(
      { ...ports, journal, items, source },
      {
        settings: () => this.#passOptions(link),
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

  #openSource({ folders: memory }: SqliteJournal): FolderSource {
    const { watches, albums, settings } = this.#state;
    const { folders, settle } = settings();
    return folderSource({
      roots: folders,
      memory,
      stableFor: settle * 1000,
      zone: homeZone,
      onFolder: (folder) => watches.add(folder, this),
      albums: albums.source,
    });
  }

  #passOptions({ account }: ServerLink): Omit<SyncOptions, 'occasion' | 'signal' | 'report' | 'gate'> {
    this.activity.passStarts();
    const { parallel } = this.#state.settings();
    const largest = account === undefined ? {} : { largest: account.largestFile };
    return { marking: this.#marking(), device, parallel, ...pace, ...largest };
  }

  #marking(): Marking {
    const marking = markByEvents(this.events, this.#offsetIn);
    return { ...marking, name: `${marking.name}\n${this.#state.albums.choiceName}` };
  }

  #report(event: SyncEvent): void {
    this.activity.see(event);
    if (event.type === 'stopped') this.#contact.stopped(event.reason);
    else if (this.#failures.isNews(event)) this.#state.log.event(this.settings.name, event);
  }

  #passed(summary: SyncSummary): void {
    this.activity.passed(summary);
    const { sent, deleted, alreadyThere, stopped } = summary;
    if (sent + deleted + alreadyThere > 0 && stopped === undefined) this.#contact.works();
    this.#state.wantChanged();
  }
}
