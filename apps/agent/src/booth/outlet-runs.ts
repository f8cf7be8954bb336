import type { WantedOutlet } from './open-outlets.ts';
import type { Outlet } from './outlet.ts';

interface Run {
  readonly outlet: Outlet;
  readonly stop: AbortController;
  /** Fulfilled when it has ended, whatever for; and as long as it was not started. */
  ended: Promise<void>;
}

/** The places at work. Where the settings change, those that they leave as they are go on undisturbed. */
export class OutletRuns {
  /** Never fulfilled; rejects for a bug in one of them. */
  readonly broken: Promise<never>;
  readonly #runs = new Map<string, Run>();
  #isStarted = false;
  #tellBug: (error: unknown) => void = () => undefined;

  constructor() {
    this.broken = new Promise<never>((_resolve, reject) => (this.#tellBug = reject));
    // Who waits for it comes later.
    this.broken.catch(() => undefined);
  }

  /** Lets them work, and those that are wanted later too. */
  start(): void {
    this.#isStarted = true;
    for (const run of this.#runs.values()) this.#start(run);
  }

  /** Ends what is not wanted any more, and then begins what is new: both may be at one place. */
  async follow(wanted: readonly WantedOutlet[]): Promise<readonly Outlet[]> {
    const kept = new Set(wanted.map(({ identity }) => identity));
    await this.#end([...this.#runs.keys()].filter((identity) => !kept.has(identity)));
    const outlets: Outlet[] = [];
    for (const one of wanted) outlets.push((this.#runs.get(one.identity) ?? (await this.#begin(one))).outlet);
    return outlets;
  }

  end(): Promise<void> {
    return this.#end([...this.#runs.keys()]);
  }

  async #begin({ identity, open }: WantedOutlet): Promise<Run> {
    const run = { outlet: await open(), stop: new AbortController(), ended: Promise.resolve() };
    this.#runs.set(identity, run);
    if (this.#isStarted) this.#start(run);
    return run;
  }

  #start(run: Run): void {
    run.ended = run.outlet.run(run.stop.signal).catch((error: unknown) => this.#tellBug(error));
  }

  async #end(identities: readonly string[]): Promise<void> {
    const runs = identities.flatMap((identity) => this.#runs.get(identity) ?? []);
    for (const identity of identities) this.#runs.delete(identity);
    for (const { stop } of runs) stop.abort();
    await Promise.all(runs.map(({ ended }) => ended));
  }
}
