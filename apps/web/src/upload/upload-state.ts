import type { ProgressFigures } from '@homeroll/core/sync/progress-figures';
import type { Reason } from '@homeroll/core/sync/reason';
import { concernsDestination } from '@homeroll/core/sync/retry-schedule';
import type { SyncEvent } from '@homeroll/core/sync/sync-report';

export interface UploadState {
  /** `waiting`: the server is away and is looked for; `stopped`: by hand, or by what only a person can mend. */
  readonly phase: 'idle' | 'sending' | 'waiting' | 'stopped' | 'done';
  /** Of the run that is going on. */
  readonly figures: ProgressFigures | undefined;
  readonly sent: number;
  readonly alreadyThere: number;
  /** Of the single files; what every file meets alike is `stoppedBy`. */
  readonly failures: readonly UploadFailure[];
  /** Picked, and neither there nor failed. */
  readonly left: number;
  /** Why the last run ended early. */
  readonly stoppedBy: Reason | undefined;
}

export interface UploadFailure {
  readonly id: string;
  readonly fileName: string;
  readonly reason: Reason;
}

/** Adds up what the runs came to; an item that failed and arrived later has arrived. */
export class UploadTally {
  readonly #nameOf: (id: string) => string;
  readonly #sent = new Set<string>();
  readonly #alreadyThere = new Set<string>();
  readonly #failures = new Map<string, Reason>();
  #stoppedBy: Reason | undefined;

  constructor(nameOf: (id: string) => string) {
    this.#nameOf = nameOf;
  }

  get isStopped(): boolean {
    return this.#stoppedBy !== undefined;
  }

  begin(): void {
    this.#stoppedBy = undefined;
  }

  see(event: SyncEvent): void {
    switch (event.type) {
      case 'sent':
        this.#sent.add(event.item);
        this.#failures.delete(event.item);
        return;
      case 'already-there':
        this.#alreadyThere.add(event.item);
        this.#failures.delete(event.item);
        return;
      case 'failed':
        this.#failures.set(event.item, event.reason);
        return;
      case 'removed-elsewhere':
      case 'changed':
        this.#failures.set(event.item, event.type);
        return;
      case 'stopped':
        this.#stoppedBy = event.reason;
        return;
      case 'found':
      case 'sending':
      case 'progress':
      case 'held':
      case 'deleted':
      case 'delete-failed':
        return;
    }
  }

  state(phase: UploadState['phase'], picked: number, figures?: ProgressFigures): UploadState {
    const failed = [...this.#failures].filter(([, reason]) => !concernsDestination(reason));
    return {
      phase,
      figures,
      sent: this.#sent.size,
      alreadyThere: this.#alreadyThere.size,
      failures: failed.map(([id, reason]) => ({ id, reason, fileName: this.#nameOf(id) })),
      left: picked - this.#sent.size - this.#alreadyThere.size - failed.length,
      stoppedBy: this.#stoppedBy,
    };
  }
}
