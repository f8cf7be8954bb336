import { randomBytes } from 'node:crypto';
import { Line } from './line.ts';
import type { Patience } from './patience.ts';

/** Every line by its id: made when a device or a visitor first speaks of it, forgotten when neither does. */
export class Lines {
  readonly #lines = new Map<string, Line>();
  readonly #settings: ConstructorParameters<typeof Line>[0];

  constructor(patience: Patience, now: () => number) {
    this.#settings = { patience, now, epoch: randomBytes(6).toString('base64url') };
  }

  get(id: string): Line {
    const line = this.#lines.get(id) ?? new Line(this.#settings);
    this.#lines.set(id, line);
    return line;
  }

  /** Addresses that nobody listens to, from visitors who try some. */
  forgetIdle(): void {
    for (const [id, line] of this.#lines) if (line.isIdle) this.#lines.delete(id);
  }
}
