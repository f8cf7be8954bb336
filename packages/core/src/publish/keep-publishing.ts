import type { CancelSignal } from '../ports/cancel-signal.ts';
import type { Clock } from '../ports/clock.ts';
import type { FileContent, FileStore, StorePath } from '../ports/file-store.ts';
import type { Random } from '../ports/random.ts';
import { WakeUp } from '../sync/wake-up.ts';
import { missingAt } from './check-place.ts';
import {
  planPublishing,
  type BoothListing,
  type PublishAction,
  type PublishedRecord,
} from './plan-publishing.ts';
import { keepPortal, type PortalPage } from './portal-upkeep.ts';
import { PublishFailures } from './publish-failures.ts';
import type { PublishLedger } from './publish-ledger.ts';
import type { PublishStatus, Sending } from './publish-status.ts';
import type { BoothFile, Publishing } from './publishing.ts';

export interface PublishPorts {
  readonly store: FileStore;
  readonly ledger: PublishLedger;
  readonly clock: Clock;
  readonly random: Random;
  readonly contentOf: (file: BoothFile) => FileContent;
}

export interface PublishOptions {
  readonly publishing: Publishing;
  /** Files sent at a time. */
  readonly parallel: number;
  /** What is put there where the settings ask for it. */
  readonly portal?: PortalPage | undefined;
  /** Told of every change of the status. */
  readonly changed?: () => void;
}

type Wake = 'look' | 'done' | 'retry';
const anything: ReadonlySet<Wake> = new Set(['look', 'done', 'retry']);
const longestWait = 3_600_000;
/** Bytes from which on a file holds others up: one slot is kept free of these. */
const large = 8 * 1024 * 1024;

/**
 * Keeps one place as the booth's media folder is, for as long as it runs. What is to be done comes anew from the
 * listing and the ledger each time, so a crash forgets nothing and a failure drops nothing.
 */
export class KeepPublishing {
  readonly #ports: PublishPorts;
  readonly #options: PublishOptions;
  readonly #records: Map<StorePath, PublishedRecord>;
  readonly #failures: PublishFailures;
  readonly #wakeUp: WakeUp<Wake>;
  readonly #working = new Map<StorePath, Sending & { sent: number }>();
  #listing: BoothListing | undefined;
  /** In the order of what is most urgent. */
  readonly #plan = new Map<StorePath, PublishAction>();
  #isCheckDue = false;
  #isChecking = false;
  #checks = 0;
  #checkedAt: number | undefined;
  #portalIsForeign = false;
  #bug: { readonly error: unknown } | undefined;

  constructor(ports: PublishPorts, options: PublishOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#records = new Map(ports.ledger.all().map((record) => [record.storePath, record]));
    this.#failures = new PublishFailures(ports.random);
    this.#wakeUp = new WakeUp(ports.clock);
  }

  /** The folder as it is now; `full` where what lies there is to be compared too. */
  look(listing: BoothListing, occasion: 'news' | 'full'): void {
    const { enableImmediateSync, enableRegularSync } = this.#options.publishing;
    if (occasion === 'news' ? !enableImmediateSync : !enableRegularSync) return;
    this.#listing = listing;
    if (occasion === 'full') this.#isCheckDue = true;
    this.#replan();
    this.#wakeUp.wake('look');
  }

  /** Tries everything now that waits after a failure. */
  retry(): void {
    this.#failures.forgetAll();
    this.#wakeUp.wake('retry');
  }

  /** Whether the file as it is now lies there whole. */
  isThere(storePath: StorePath, { version }: Pick<BoothFile, 'version'>): boolean {
    return this.#records.get(storePath)?.version === version;
  }

  /** The media folder's name for what is there, or was begun; `undefined` for what is not of this folder. */
  pathHere(storePath: StorePath): string | undefined {
    return this.#records.get(storePath)?.path;
  }

  get status(): PublishStatus {
    return {
      waiting: this.#plan.size,
      failed: [...this.#plan.keys()].filter((storePath) => this.#failures.has(storePath)).length,
      done: [...this.#records.values()].filter(({ version }) => version !== undefined).length,
      sending: [...this.#working.values()].map((entry) => ({ ...entry })),
      trouble: this.#failures.trouble,
      checkedAt: this.#checkedAt,
      portalIsForeign: this.#portalIsForeign,
    };
  }

  /** Until the signal is raised; rejects for bugs only. */
  async run(signal: CancelSignal): Promise<void> {
    const running = new Set<Promise<void>>();
    const begin = (work: Promise<void>): void => {
      const noted = work
        .catch((error: unknown) => void (this.#bug = { error }))
        .finally(() => {
          running.delete(noted);
          this.#wakeUp.wake('done');
        });
      running.add(noted);
    };
    while (!isStopped(signal) && this.#bug === undefined) {
      this.#wakeUp.take();
      const slots = this.#failures.isPlaceDown ? 1 : this.#options.parallel;
      if (this.#isCheckDue && !this.#isChecking && this.#mayAsk()) begin(this.#check(signal));
      while (running.size < slots && begins(this.#next(), begin, (action) => this.#act(action, signal)));
      await this.#wakeUp.atMost(this.#untilNextTry(), { reasons: anything, signal });
    }
    await Promise.all(running);
    if (this.#bug !== undefined) throw this.#bug.error;
  }

  #mayAsk(): boolean {
    return this.#failures.mayAsk(this.#ports.clock.now());
  }

  #replan(): void {
    if (this.#listing === undefined) return;
    this.#plan.clear();
    for (const action of planPublishing(this.#listing, this.#records, this.#options.publishing))
      this.#plan.set(action.storePath, action);
    this.#failures.keepOnly(this.#plan);
    this.#options.changed?.();
  }

  /** Takes out what is done by now: to plan anew after each of thousands of files would cost more than sending them. */
  #strike(storePath: StorePath): void {
    const action = this.#plan.get(storePath);
    const version = this.#records.get(storePath)?.version;
    const isDone = action?.type === 'put' ? version === action.file.version : !this.#records.has(storePath);
    if (isDone) this.#plan.delete(storePath);
    this.#options.changed?.();
  }

  #next(): PublishAction | undefined {
    const now = this.#ports.clock.now();
    for (const action of this.#plan.values()) {
      const { storePath } = action;
      const mayBegin = !this.#working.has(storePath) && this.#failures.mayTry(storePath, now);
      if (mayBegin && !this.#holdsUpAll(action)) return action;
    }
    return undefined;
  }

  /** A picture that a guest waits for need not wait for videos on a slow line: they leave it a slot. */
  #holdsUpAll(action: PublishAction): boolean {
    const isLarge = (size: number): boolean => size >= large;
    if (action.type !== 'put' || !isLarge(action.file.size)) return false;
    const under = [...this.#working.values()].filter(({ type, size }) => type === 'put' && isLarge(size));
    return under.length > 0 && under.length >= this.#options.parallel - 1;
  }

  #untilNextTry(): number {
    const now = this.#ports.clock.now();
    return Math.min(longestWait, (this.#failures.next(now) ?? Infinity) - now);
  }

  async #act(action: PublishAction, signal: CancelSignal): Promise<void> {
    const { storePath } = action;
    const { path, size } = action.type === 'put' ? action.file : action.record;
    const entry = { type: action.type, path, sent: 0, size };
    this.#working.set(storePath, entry);
    this.#options.changed?.();
    try {
      if (action.type === 'put') await this.#put(storePath, action.file, { entry, signal });
      else await this.#remove(storePath, signal);
      this.#failures.succeeded(storePath);
    } catch (error) {
      if (!signal.aborted) this.#failures.failed(storePath, error, this.#ports.clock.now());
    } finally {
      this.#working.delete(storePath);
      this.#strike(storePath);
    }
  }

  async #put(
    storePath: StorePath,
    file: BoothFile,
    { entry, signal }: { readonly entry: { sent: number }; readonly signal: CancelSignal },
  ): Promise<void> {
    const { path, size, version } = file;
    // Recorded before it is begun: what a crash leaves there is ours, and goes when the file goes. And where nothing
    // can be noted, nothing is sent again and again.
    this.#keep({ storePath, path, version: undefined, size });
    const progress = (sent: number): void => {
      entry.sent = sent;
      this.#options.changed?.();
    };
    await this.#ports.store.put(storePath, { ...this.#ports.contentOf(file), progress }, signal);
    this.#keep({ storePath, path, version, size });
  }

  #keep(record: PublishedRecord): void {
    this.#ports.ledger.keep(record);
    this.#records.set(record.storePath, record);
  }

  async #remove(storePath: StorePath, signal: CancelSignal): Promise<void> {
    await this.#ports.store.remove(storePath, signal);
    this.#ports.ledger.forget(storePath);
    this.#records.delete(storePath);
  }

  /** Keeps the portal, and looks whether what was sent still lies there. */
  async #check(signal: CancelSignal): Promise<void> {
    const { store, clock } = this.#ports;
    const { portal, publishing } = this.#options;
    this.#isCheckDue = false;
    this.#isChecking = true;
    try {
      if (portal !== undefined && publishing.autoUpload)
        this.#portalIsForeign = (await keepPortal(store, portal, signal)) === 'not-ours';
      const missing = await missingAt(store, [...this.#records.values()], { turn: this.#checks, signal });
      for (const record of missing) {
        // What was sent or deleted meanwhile is another record.
        if (this.#records.get(record.storePath) === record) this.#keep({ ...record, version: undefined });
      }
      this.#checks += 1;
      this.#checkedAt = clock.now();
      this.#failures.answered();
    } catch (error) {
      if (signal.aborted) return;
      this.#isCheckDue = true;
      this.#failures.failed(undefined, error, clock.now());
    } finally {
      this.#isChecking = false;
    }
    this.#replan();
  }
}

function isStopped(signal: CancelSignal): boolean {
  return signal.aborted;
}

/** False where there is nothing to begin. */
function begins(
  action: PublishAction | undefined,
  begin: (work: Promise<void>) => void,
  act: (action: PublishAction) => Promise<void>,
): boolean {
  if (action === undefined) return false;
  begin(act(action));
  return true;
}
