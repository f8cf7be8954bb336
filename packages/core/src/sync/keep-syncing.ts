import type { CancelSignal } from '../ports/cancel-signal.ts';
import type { LastingSource } from '../ports/source.ts';
import { isTransient, nextTryAfter } from './retry-schedule.ts';
import { runSync } from './run-sync.ts';
import { Stop } from './stop.ts';
import type { Gate, SyncOptions, SyncPorts } from './sync-options.ts';
import type { SyncEvent, SyncSummary } from './sync-report.ts';
import { WakeUp } from './wake-up.ts';

/**
 * What can end a wait. `files`: something happened where photos come from. `connection`: networks or rules may have
 * changed. `settings`: events, albums or rules were edited. `retry`: a person wants everything tried now.
 * `rescan`: it is time to look at everything. `action`: a person did something to items.
 */
export type WakeReason = 'files' | 'connection' | 'settings' | 'retry' | 'rescan' | 'action';

export interface KeepSyncingPorts extends SyncPorts {
  readonly source: LastingSource;
}

export interface KeepSyncingOptions {
  /** Asked before each pass, so that edited events and rules count from the next one on. */
  readonly settings: () => Omit<SyncOptions, 'occasion' | 'signal' | 'report' | 'gate'>;
  readonly gate?: Gate;
  /** Milliseconds between two looks at everything: what no system told of is found then. */
  readonly rescanEvery: () => number;
  readonly report?: (event: SyncEvent) => void;
  /** Told after each pass. */
  readonly passed?: (summary: SyncSummary) => void;
}

const afterStop: ReadonlySet<WakeReason> = new Set(['connection', 'settings', 'retry', 'action']);
const always: ReadonlySet<WakeReason> = new Set([...afterStop, 'files', 'rescan']);

/** Milliseconds in which further news of the same burst join the first. */
const gathering = 300;
/** Milliseconds: however far away the next reason is said to be, clocks may have been set since. */
const longestWait = 6 * 3_600_000;

/**
 * Sends what is there and what comes, for years: pass after pass, and between them a wait for whatever gives reason
 * for the next. One for each destination; they share nothing but the files.
 */
export class KeepSyncing {
  readonly #ports: KeepSyncingPorts;
  readonly #options: KeepSyncingOptions;
  readonly #wakeUp: WakeUp<WakeReason>;
  readonly #actions: (() => Promise<void>)[] = [];
  #pass: Stop | undefined;

  constructor(ports: KeepSyncingPorts, options: KeepSyncingOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#wakeUp = new WakeUp(ports.clock);
  }

  readonly wake = (reason: WakeReason): void => this.#wakeUp.wake(reason);

  /** Does this while nothing is sent or deleted, so that no outcome overtakes what a person did to an item. */
  between<T>(action: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#actions.push(() => action().then(resolve, reject));
      this.#pass?.raise();
      this.wake('action');
    });
  }

  /** Until the signal is raised. Rejects as `runSync` does. */
  async run(signal: CancelSignal): Promise<void> {
    const { gate } = this.#options;
    const unwatch = gate?.watch(() => this.wake('connection'));
    const ending = new Stop(signal);
    const rescans = this.#rescans(ending);
    try {
      await this.#passes(signal);
    } finally {
      unwatch?.();
      ending.raise();
      await rescans;
    }
  }

  async #passes(signal: CancelSignal): Promise<void> {
    let occasion: SyncOptions['occasion'] = 'start';
    let stops = 0;
    let everything = true;
    while (!signal.aborted) {
      for (let act = this.#actions.shift(); act !== undefined; act = this.#actions.shift()) await act();
      const summary = await this.#onePass({ occasion, everything }, signal);
      const isBroken = summary.cancelled && !signal.aborted;
      if (!isBroken) stops = summary.stopped === undefined ? 0 : stops + 1;
      if (!isBroken) await this.#nextReason(summary, { stops, signal });
      const reasons = this.#wakeUp.take();
      everything = reasons.has('rescan') || (isBroken && everything);
      this.#ports.source.lookAgain(everything ? 'everything' : 'news');
      occasion = occasionFor(reasons, isBroken ? occasion : isSettled(summary) ? 'tick' : 'probe');
    }
  }

  async #onePass(
    how: Pick<SyncOptions, 'occasion' | 'everything'>,
    signal: CancelSignal,
  ): Promise<SyncSummary> {
    const { settings, gate, report, passed } = this.#options;
    const { source } = this.#ports;
    const now = settings();
    source.judgeBy(now.marking.name);
    const stop = new Stop(signal);
    this.#pass = stop;
    const summary = await runSync(this.#ports, {
      ...now,
      ...how,
      signal: stop,
      ...(gate === undefined ? {} : { gate }),
      report: (event) => {
        if (event.type === 'changed') source.doubt?.(event.item);
        report?.(event);
      },
    });
    this.#pass = undefined;
    stop.letGo();
    source.rest();
    if (summary.sent + summary.deleted > 0) await this.#ports.journal.sync();
    passed?.(summary);
    return summary;
  }

  async #nextReason(
    { stopped }: SyncSummary,
    { stops, signal }: { readonly stops: number; readonly signal: CancelSignal },
  ): Promise<void> {
    const { clock, random } = this.#ports;
    if (stopped !== undefined) {
      // Every photo would meet the same trouble; new ones are no reason to try sooner.
      const pause = pauseAfterStop(stopped.reason, { stops, random });
      await this.#wakeUp.atMost(pause, { reasons: afterStop, signal });
      return;
    }
    await this.#wakeUp.atMost(await this.#untilSomethingIsDue(), { reasons: always, signal });
    if (this.#actions.length === 0) await clock.wait(gathering, signal);
  }

  async #untilSomethingIsDue(): Promise<number> {
    const { clock, journal, source } = this.#ports;
    const now = clock.now();
    const nextTry = (await journal.nextTry(now)) ?? Number.POSITIVE_INFINITY;
    const settles = source.settlesIn() ?? Number.POSITIVE_INFINITY;
    return Math.max(20, Math.min(longestWait, settles + 20, nextTry - now));
  }

  async #rescans(signal: CancelSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#ports.clock.wait(this.#options.rescanEvery(), signal);
      this.wake('rescan');
    }
  }
}

/** Else the destination is probed again: perhaps only the file could not be read when it was well. */
function isSettled({ stopped, failed }: SyncSummary): boolean {
  return stopped === undefined && failed === 0;
}

/** What came meanwhile decides how thoroughly the next pass looks. */
function occasionFor(
  reasons: ReadonlySet<WakeReason>,
  otherwise: SyncOptions['occasion'],
): SyncOptions['occasion'] {
  if (reasons.has('settings') || reasons.has('retry')) return 'start';
  return otherwise === 'tick' && reasons.has('connection') ? 'probe' : otherwise;
}

/** A network that comes and goes is looked for often; a full disk or a refused token is not. Milliseconds. */
function pauseAfterStop(
  reason: NonNullable<SyncSummary['stopped']>['reason'],
  { stops, random }: { readonly stops: number; readonly random: () => number },
): number {
  if (isTransient(reason)) return Math.min(5 * 60_000, 5000 * 2 ** Math.min(stops - 1, 10));
  return nextTryAfter(stops, 0, random);
}
