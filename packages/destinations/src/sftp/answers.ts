import type { Socket } from 'node:net';
import type { Client } from 'ssh2';

type Callback<T> = (error?: Error | null, value?: T) => void;

/** A connection that is logged in. */
export interface SshConnection {
  readonly client: Client;
  /** Its silence is told after the time that is set for it. */
  readonly socket: Socket;
}

/**
 * Waits for answers, and fails all that wait when the connection ends or falls silent: ssh2 would leave them waiting
 * for ever. Silence is no byte in either direction while somebody waits; ssh2 itself would count its own questions
 * only, whose answers queue behind a megabyte of photo on a slow line.
 */
export class Answers {
  readonly #waiting = new Set<(error: Error) => void>();
  readonly #client: Client;
  #end: Error | undefined;

  constructor({ client, socket }: SshConnection) {
    this.#client = client;
    client.on('error', (error) => this.#fail(error));
    client.on('close', () => this.#fail(endOf('client-socket', 'the connection ended')));
    socket.on('timeout', () => {
      if (this.#waiting.size > 0) this.#hangUp(endOf('client-timeout', 'nothing was heard'));
    });
  }

  /** Expects no answer any more, and hangs up. */
  end(): void {
    this.#hangUp(endOf('client-socket', 'no answer can come any more'));
  }

  get isOpen(): boolean {
    return this.#end === undefined;
  }

  of<T = unknown>(ask: (done: Callback<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) throw this.#end;
      this.#waiting.add(reject);
      const done: Callback<T> = (error, value) => {
        this.#waiting.delete(reject);
        if (error) reject(error);
        else resolve(value as T);
      };
      try {
        ask(done);
      } catch (error) {
        done(error instanceof Error ? error : new Error('it could not be asked', { cause: error }));
      }
    });
  }

  #hangUp(error: Error): void {
    this.#fail(error);
    this.#client.destroy();
  }

  #fail(error: Error): void {
    this.#end ??= error;
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }
}

function endOf(level: string, words: string): Error {
  return Object.assign(new Error(words), { level });
}
