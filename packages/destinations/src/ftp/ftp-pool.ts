import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { unlessStopped } from '../exact-bytes.ts';
import { FtpConnection } from './ftp-connection.ts';
import type { FtpSettings } from './ftp-options.ts';

/** Milliseconds that a stopped call is given to end in order, which leaves what was sent to be gone on with. */
const grace = 2000;

/** A few connections that are used again and again, one user each at a time. */
export class FtpPool {
  readonly #settings: FtpSettings;
  readonly #idle: { readonly connection: FtpConnection; readonly timer: NodeJS.Timeout }[] = [];
  readonly #waiting: (() => void)[] = [];
  #used = 0;

  constructor(settings: FtpSettings) {
    this.#settings = settings;
  }

  /** Runs a task on a connection; a raised signal hangs up on one that does not come to its end. */
  async use<T>(task: (connection: FtpConnection) => Promise<T>, signal?: CancelSignal): Promise<T> {
    const connection = await this.take(signal);
    let timer: NodeJS.Timeout | undefined;
    const stop = (): void => void (timer = setTimeout(() => connection.close(), grace));
    signal?.addEventListener('abort', stop);
    try {
      return await task(connection);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      this.give(connection);
    }
  }

  /** To be given back. */
  async take(signal?: CancelSignal): Promise<FtpConnection> {
    while (this.#used >= this.#settings.connections) {
      await unlessStopped(new Promise<void>((resolve) => this.#waiting.push(resolve)), signal);
    }
    this.#used += 1;
    try {
      return this.#idleOne() ?? (await FtpConnection.open(this.#settings, signal));
    } catch (error) {
      this.give(undefined);
      throw error;
    }
  }

  give(connection: FtpConnection | undefined): void {
    this.#used -= 1;
    if (connection?.isOpen) this.#keep(connection);
    // All of them: who was stopped in the meantime does not take his turn.
    for (const wake of this.#waiting.splice(0)) wake();
  }

  close(): void {
    for (const { connection, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      connection.close();
    }
  }

  #idleOne(): FtpConnection | undefined {
    for (let last = this.#idle.pop(); last !== undefined; last = this.#idle.pop()) {
      clearTimeout(last.timer);
      if (last.connection.isOpen) return last.connection;
    }
    return undefined;
  }

  #keep(connection: FtpConnection): void {
    const hangUp = (): void => {
      const at = this.#idle.findIndex((kept) => kept.connection === connection);
      if (at >= 0) this.#idle.splice(at, 1);
      connection.close();
    };
    const timer = setTimeout(hangUp, this.#settings.idleTimeout * 1000);
    timer.unref();
    this.#idle.push({ connection, timer });
  }
}
