import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent, FileStore, StoredFile, StorePath } from '@homeroll/core/ports/file-store';
import { unlessStopped } from '../exact-bytes.ts';
import { PartPlace } from '../part-place.ts';
import { afterGrace, withGrace } from '../with-grace.ts';
import { sftpFault, sftpStatus, statusCode } from './sftp-faults.ts';
import { sftpLogin } from './sftp-login.ts';
import type { SftpSettings } from './sftp-options.ts';
import { SftpSession } from './sftp-session.ts';

/**
 * How SFTP servers really behave (seen at OpenSSH 9.2 and rclone 1.60): they speak version 3 of a draft, whose
 * rename refuses a name that is in use, so the extension `posix-rename@openssh.com` is what replaces in one step. A
 * full disk is "Failure" and nothing more, so then the free space is asked for. One connection carries all requests
 * side by side, and is kept while it is used.
 */
export class SftpStore implements FileStore {
  readonly name: string;
  readonly #settings: SftpSettings;
  readonly #place: PartPlace;
  #session: Promise<SftpSession> | undefined;
  #users = 0;
  #hangUp: NodeJS.Timeout | undefined;

  constructor(settings: SftpSettings, name: string = `${settings.username} on ${settings.host}`) {
    this.name = name;
    this.#settings = settings;
    this.#place = new PartPlace((task, signal) => this.#use(task, signal));
  }

  put(path: StorePath, content: FileContent, signal?: CancelSignal): Promise<void> {
    return this.#inWords(this.#place.put(path, content, signal), content.size);
  }

  remove(path: StorePath, signal?: CancelSignal): Promise<void> {
    return this.#inWords(this.#place.remove(path, signal));
  }

  async stat(path: StorePath, signal?: CancelSignal): Promise<StoredFile | undefined> {
    const size = await this.#inWords(this.#use((session) => session.size(path), signal));
    return size === undefined ? undefined : { size };
  }

  async *read(path: StorePath, signal?: CancelSignal): AsyncGenerator<Uint8Array> {
    const session = await this.#inWords(this.#take(signal));
    const over = afterGrace(() => session.abandon(), signal);
    try {
      // A folder is opened, and fails at the first byte.
      const size = await unlessStopped(session.size(path), signal);
      if (size === undefined) throw new DestinationError('missing', `there is no file ${path}`);
      yield* session.read(path, signal);
    } catch (error) {
      throw sftpFault(error);
    } finally {
      over();
      this.#give();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#hangUp);
    const session = this.#session;
    this.#session = undefined;
    this.#place.forget();
    const [opened] = await Promise.allSettled([session]);
    if (opened.status === 'fulfilled') opened.value?.close();
  }

  async #use<T>(task: (session: SftpSession) => Promise<T>, signal?: CancelSignal): Promise<T> {
    const session = await this.#take(signal);
    try {
      return await withGrace(
        () => task(session),
        () => session.abandon(),
        signal,
      );
    } finally {
      this.#give();
    }
  }

  /** One connection for all, opened by the first who needs it. */
  async #take(signal?: CancelSignal): Promise<SftpSession> {
    this.#users += 1;
    clearTimeout(this.#hangUp);
    try {
      for (;;) {
        const opening = (this.#session ??= this.#open());
        const forget = (): void => {
          if (this.#session === opening) this.#session = undefined;
        };
        opening.catch(forget);
        const session = await unlessStopped(opening, signal);
        if (session.isOpen) return session;
        forget();
      }
    } catch (error) {
      this.#give();
      throw error;
    }
  }

  async #open(): Promise<SftpSession> {
    return SftpSession.open(await sftpLogin(this.#settings), this.#settings.folder);
  }

  #give(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.#hangUp = setTimeout(() => void this.close(), this.#settings.idleTimeout * 1000);
    this.#hangUp.unref();
  }

  async #inWords<T>(promise: Promise<T>, needed = 0): Promise<T> {
    try {
      return await promise;
    } catch (error) {
      if (needed > 0 && statusCode(error) === sftpStatus.failure) await this.#refuseIfFull(needed, error);
      throw sftpFault(error);
    }
  }

  async #refuseIfFull(needed: number, cause: unknown): Promise<void> {
    const free = await this.#use((session) => session.freeBytes());
    if (free === undefined || free >= needed) return;
    throw new DestinationError('disk-full', 'its disk is full', { cause });
  }
}
