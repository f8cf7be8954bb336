import type { MediaEvent } from '../event/media-event.ts';
import type { Gate } from '../sync/sync-options.ts';
import type { TransferRecord } from '../sync/transfer-record.ts';
import type { ConnectionRules, Readings } from './connection-rules.ts';
import { narrowedRules } from './narrowed-rules.ts';
import { unmetRules, type UnmetRule } from './unmet-rules.ts';

/** Why something waits: `paused` by a person, or by the rules. */
export type HoldReason = 'paused' | UnmetRule;

export interface Surroundings {
  readonly rules: ConnectionRules;
  readonly readings: Readings;
  /** `HH:MM` by the clock on the wall here. */
  readonly localTime: string;
  readonly paused: boolean;
  /** Those with a rule of their own narrow the general ones for what they marked. */
  readonly events: readonly MediaEvent[];
}

/** What may travel in these surroundings; tells whoever asked when they change. */
export class ConnectionGate implements Gate {
  readonly #listeners = new Set<() => void>();
  #around: Surroundings;
  /** By event id; the empty text stands for what no event with a rule of its own marked. */
  #reasons = new Map<string, readonly HoldReason[]>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  get surroundings(): Surroundings {
    return this.#around;
  }

  readonly isClosed = (record: TransferRecord): boolean => this.reasons(record).length > 0;

  /** Why this record has to wait; of no record: what holds for all. Empty: it may travel. */
  reasons(record?: TransferRecord): readonly HoldReason[] {
    const origin = record?.origin;
    const event = typeof origin === 'object' ? origin.event : '';
    const known = this.#reasons.get(event);
    if (known !== undefined) return known;
    const reasons = this.#reasonsFor(event);
    this.#reasons.set(event, reasons);
    return reasons;
  }

  readonly watch = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  /** Tells of it only where something is held back for other reasons than before. */
  update(changes: Partial<Surroundings>): void {
    const before = this.#picture();
    this.#around = { ...this.#around, ...changes };
    this.#reasons = new Map();
    if (this.#picture() !== before) for (const listener of [...this.#listeners]) listener();
  }

  #reasonsFor(id: string): readonly HoldReason[] {
    const { rules, readings, localTime, paused, events } = this.#around;
    if (paused) return ['paused'];
    const own = events.find((event) => event.id === id)?.connection;
    return unmetRules(own === undefined ? rules : narrowedRules(rules, own), readings, localTime);
  }

  #picture(): string {
    const withRules = this.#around.events.filter(({ connection }) => connection !== undefined);
    return JSON.stringify(['', ...withRules.map(({ id }) => id)].map((id) => [id, this.#reasonsFor(id)]));
  }
}
