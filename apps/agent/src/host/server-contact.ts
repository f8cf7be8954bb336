import type { MediaEvent } from '@homeroll/core/event/media-event';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import { isTransient, nextTryAfter } from '@homeroll/core/sync/retry-schedule';
import type { Reason } from '@homeroll/core/sync/reason';
import { WakeUp } from '@homeroll/core/sync/wake-up';
import { reasonWords } from '@homeroll/core/sync/reason-words';
import { troubleWords } from '../connect.ts';
import type { DestinationSettings } from '../settings/agent-settings.ts';
import { systemClock } from '../system-clock.ts';
import type { AgentState } from './agent-state.ts';
import { ServerLink } from './server-link.ts';
import { tokenOf, TokenTrouble } from './token-of.ts';

/** What keeps everything from being sent, besides the rules. */
export interface Trouble {
  readonly words: string;
  /** A person has to put something right; it is tried again rarely. */
  readonly isConfiguration: boolean;
}

interface Listener {
  /** The account is known, from memory or from the server; told once. */
  readonly accountKnown: (link: ServerLink) => void;
  readonly eventsChanged: () => void;
  /** After trouble. */
  readonly reachedAgain: () => void;
}

export type Poke = 'connection' | 'settings' | 'retry' | 'stopped';

const refreshEvery = 15 * 60_000;
const always: ReadonlySet<Poke> = new Set(['connection', 'settings', 'retry', 'stopped']);
const afterTrouble: ReadonlySet<Poke> = new Set(['connection', 'settings', 'retry']);

/** Stays in touch with one server: at the start, now and then, and when it is back. */
export class ServerContact {
  trouble: Trouble | undefined;
  /** Whether it answered when it was asked last. */
  isReached = false;
  /** Whether it was asked at all, with or without success. */
  isAsked = false;
  #link: ServerLink | undefined;
  readonly #settings: DestinationSettings;
  readonly #state: AgentState;
  readonly #listener: Listener;
  readonly #pokes = new WakeUp<Poke>(systemClock);
  #isAccountTold = false;
  #toldTrouble = '';

  constructor(settings: DestinationSettings, state: AgentState, listener: Listener) {
    this.#settings = settings;
    this.#state = state;
    this.#listener = listener;
  }

  /** Absent until its token was read. */
  get link(): ServerLink | undefined {
    return this.#link;
  }

  get events(): readonly MediaEvent[] {
    return this.#link?.events ?? [];
  }

  /** There is reason to ask sooner. */
  readonly poke = (poke: Poke): void => this.#pokes.wake(poke);

  /** Until the signal is raised. Rejects for bugs only. */
  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      this.#pokes.take();
      const error = await this.#refresh(signal);
      this.isAsked = true;
      this.#state.wantChanged();
      failures = error === undefined ? 0 : failures + 1;
      if (error === undefined) await this.#pokes.atMost(refreshEvery, { reasons: always, signal });
      else await this.#pokes.atMost(pauseAfter(error, failures), { reasons: afterTrouble, signal });
    }
  }

  /** The engine gave up a pass for this reason. */
  stopped(reason: Reason): void {
    this.#setTrouble({ words: reasonWords[reason], isConfiguration: isConfiguration(reason) });
    this.poke('stopped');
  }

  /** Something arrived there. */
  readonly works = (): void => this.#setTrouble(undefined);

  async #refresh(signal: AbortSignal): Promise<DestinationError | TokenTrouble | undefined> {
    try {
      const link = (this.#link ??= this.#openLink(tokenOf(this.#settings)));
      this.#tellAccount(link);
      const before = JSON.stringify(link.events);
      await link.refresh(signal);
      this.isReached = true;
      this.#tellAccount(link);
      if (JSON.stringify(link.events) !== before) {
        this.#state.log.say(`${this.#settings.name} has ${eventsWords(link.events.length)}.`);
        this.#listener.eventsChanged();
      }
      if (this.trouble !== undefined) this.#listener.reachedAgain();
      this.#setTrouble(undefined);
      return undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      return this.#troubleBy(error);
    }
  }

  #troubleBy(error: unknown): DestinationError | TokenTrouble {
    if (error instanceof TokenTrouble) {
      this.#setTrouble({ words: error.message, isConfiguration: true });
      return error;
    }
    if (!(error instanceof DestinationError)) throw error;
    const { fault } = error;
    this.isReached = fault === 'refused-login' || fault === 'forbidden';
    this.#setTrouble({
      words: troubleWords(error, this.#settings.to),
      isConfiguration: isConfiguration(fault),
    });
    return error;
  }

  #openLink(token: string): ServerLink {
    const { accounts, stateFolder, settings } = this.#state;
    const login = { address: this.#settings.to, token };
    return new ServerLink({ login, accounts, stateFolder, connections: settings().parallel + 2 });
  }

  #tellAccount(link: ServerLink): void {
    if (this.#isAccountTold || link.account === undefined) return;
    this.#isAccountTold = true;
    this.#listener.accountKnown(link);
  }

  #setTrouble(trouble: Trouble | undefined): void {
    const { name } = this.#settings;
    const words = trouble?.words ?? '';
    // The engine and this one may have different words for one trouble.
    const isNews =
      (words === '') !== (this.#toldTrouble === '') ||
      trouble?.isConfiguration !== this.trouble?.isConfiguration;
    this.trouble = trouble;
    if (!isNews) return;
    this.#toldTrouble = words;
    const place = trouble?.isConfiguration
      ? `Configuration problem with ${name}`
      : `Nothing can be sent to ${name} now`;
    this.#state.log.say(words === '' ? `${name} can be reached again.` : `${place}: ${words}`);
  }
}

/** What only a person can put right. */
function isConfiguration(reason: Reason): boolean {
  return reason === 'refused-login' || reason === 'forbidden' || reason === 'tls';
}

/** Milliseconds; a server that is away is looked for often, a refused token is not tried again and again. */
function pauseAfter(error: DestinationError | TokenTrouble, failures: number): number {
  if (error instanceof DestinationError && isTransient(error.fault))
    return Math.min(5 * 60_000, 5000 * 2 ** Math.min(failures - 1, 10));
  return nextTryAfter(failures, 0, Math.random);
}

function eventsWords(count: number): string {
  return count === 1 ? 'one event for all its users' : `${String(count)} events for all its users`;
}
