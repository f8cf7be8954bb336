import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { stopped, unlessStopped } from '../exact-bytes.ts';
import { withGrace } from '../with-grace.ts';
import { FtpConnection } from './ftp-connection.ts';
import { isBreak } from './ftp-faults.ts';
import type { FtpSettings } from './ftp-options.ts';

/** A few connections that are used again and again, one user each at a time. */
export class FtpPool {
  readonly #settings: FtpSettings;
  readonly #idle: { readonly connection: FtpConnection; readonly timer: NodeJS.Timeout }[] = [];
  readonly #waiting: (() => void)[] = [];
  /** How often it was closed before a connection was lent. */
  readonly #since = new WeakMap<FtpConnection, number>();
  #used = 0;
  #closed = 0;

  constructor(settings: FtpSettings) {
    this.#settings = settings;
  }

  /** Runs a task on a connection; a raised signal hangs up on one that does not come to its end. */
  async use<T>(task: (connection: FtpConnection) => Promise<T>, signal?: CancelSignal): Promise<T> {
    const connection = await this.take(signal);
    try {
      return await withGrace(
        () => task(connection),
        () => connection.close(),
        signal,
      );
    } catch (error) {
      if (isBreak(error)) connection.close();
      throw error;
    } finally {
      this.give(connection);
    }
  }

  /** To be given back. */
  async take(signal?: CancelSignal): Promise<FtpConnection> {
    while (this.#used >= this.#settings.connections) {
      await unlessStopped(new Promise<void>((resolve) => this.#waiting.push(resolve)), signal);
    }
    if (signal?.aborted) throw stopped();
    this.#used += 1;
    const since = this.#closed;
    try {
      const connection = this.#idleOne() ?? (await FtpConnection.open(this.#settings, signal));
      this.#since.set(connection, since);
      return connection;
    } catch (error) {
      this.give(undefined);
      throw error;
    }
  }

  give(connection: FtpConnection | undefined): void {
    this.#used -= 1;
    if (connection?.isOpen) {
      if (this.#since.get(connection) === this.#closed) this.#keep(connection);
      else connection.close();
    }
    // All of them: who was stopped in the meantime does not take his turn.
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Those that are lent are hung up on when they are given back. */
  close(): void {
    this.#closed += 1;
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
