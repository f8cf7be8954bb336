import { isIP } from 'node:net';
import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { AccessOptions } from 'basic-ftp';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { stopped, unlessStopped } from '../exact-bytes.ts';
import type { PartConnection } from '../part-upload.ts';
import { CalmClient, calmSource } from './calm-client.ts';
import { replyCode } from './ftp-faults.ts';
import type { FtpSettings } from './ftp-options.ts';

interface Entry {
  readonly name: string;
  readonly size: number;
  readonly isFile: boolean;
}

/**
 * One control connection, and what is needed of FTP. Every path is absolute: a name that begins with a blank or a
 * dash is an argument like any other then. And it stays in no folder: Pure-FTPd ends a session whose folder is removed.
 */
export class FtpConnection implements PartConnection {
  readonly unsureBytes = 0;
  /** No server that was met does; and Pure-FTPd lets each question for what is not there wait. */
  readonly mayReplaceFolders = false;
  readonly #client: CalmClient;
  #base = '/';
  #features: ReadonlySet<string> = new Set();

  private constructor(client: CalmClient) {
    this.#client = client;
  }

  static async open(settings: FtpSettings, signal?: CancelSignal): Promise<FtpConnection> {
    const client = new CalmClient(settings.timeout * 1000);
    const connection = new FtpConnection(client);
    const stop = (): void => client.close();
    signal?.addEventListener('abort', stop);
    try {
      if (signal?.aborted) throw stopped();
      await unlessStopped(client.access(accessTo(settings)), signal);
      connection.#features = new Set((await client.features()).keys());
      const { folder } = settings;
      connection.#base = folder.startsWith('/') ? folder : joined(await client.pwd(), folder);
      return connection;
    } catch (error) {
      client.close();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  get isOpen(): boolean {
    return !this.#client.closed;
  }

  close(): void {
    this.#client.close();
  }

  async size(path: string): Promise<number | undefined> {
    const isKnown = this.#features.size === 0 || this.#features.has('SIZE');
    if (isKnown) {
      try {
        return await this.#client.size(this.#at(path));
      } catch (error) {
        if (replyCode(error) === 550 || replyCode(error) === 553) return undefined;
        if (!isUnknown(replyCode(error))) throw error;
        this.#features = new Set(['no SIZE']);
      }
    }
    const at = Math.max(0, path.lastIndexOf('/'));
    const files = await this.#list(path.slice(0, at));
    const last = path.slice(path.lastIndexOf('/') + 1);
    return files?.find(({ name, isFile }) => isFile && (name === last || name === path))?.size;
  }

  async names(folder: string): Promise<readonly string[] | undefined> {
    return (await this.#list(folder))?.map(({ name }) => name);
  }

  async isFolder(path: string): Promise<boolean> {
    const isThere = (await this.#client.sendIgnoringError(`CWD ${this.#at(path)}`)).code < 300;
    if (isThere) await this.#client.sendIgnoringError('CWD /');
    return isThere;
  }

  async makeFolder(path: string): Promise<boolean> {
    const folder = this.#at(path);
    return folder !== '/' && (await this.#client.sendIgnoringError(`MKD ${folder}`)).code < 300;
  }

  async removeFolder(path: string): Promise<boolean> {
    return (await this.#client.sendIgnoringError(`RMD ${this.#at(path)}`)).code < 300;
  }

  async remove(path: string): Promise<void> {
    try {
      await this.#client.remove(this.#at(path));
    } catch (error) {
      if (replyCode(error) !== 550 || (await this.size(path)) !== undefined) throw error;
    }
  }

  isRefusal(error: unknown): boolean {
    return replyCode(error) !== undefined && this.isOpen;
  }

  mayTryAgain(error: unknown): boolean {
    return this.isRefusal(error) && ![426, 452, 552].includes(replyCode(error) ?? 0);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#client.rename(this.#at(from), this.#at(to));
  }

  /** Writes from `offset` on: with REST and STOR, or, where a server has no REST, by appending. */
  async write(path: string, bytes: AsyncIterable<Uint8Array>, offset: number): Promise<void> {
    const source = calmSource(this.#client.ftp.hasTLS ? unhurried(bytes) : bytes);
    try {
      if (offset === 0) await this.#client.uploadFrom(source, this.#at(path));
      else if (!this.#features.has('REST')) await this.#client.appendFrom(source, this.#at(path));
      else await this.#restarted(offset, () => this.#client.uploadFrom(source, this.#at(path)));
    } catch (error) {
      throw await this.#client.reasonFor(error);
    } finally {
      source.destroy();
    }
  }

  /** A reading that is left ends the connection. */
  async *read(path: string): AsyncGenerator<Uint8Array> {
    const pieces = new PassThrough({ highWaterMark: 256 * 1024 });
    const download = this.#client.downloadTo(pieces, this.#at(path));
    download.catch((error: unknown) => pieces.destroy(error instanceof Error ? error : undefined));
    let isOver = false;
    try {
      for await (const piece of pieces) yield piece as Uint8Array;
      await download;
      isOver = true;
    } finally {
      if (!isOver) this.close();
    }
  }

  /** REST counts for the very next command only, and basic-ftp opens the data connection just before that. */
  async #restarted(offset: number, upload: () => Promise<unknown>): Promise<void> {
    const prepare = this.#client.prepareTransfer;
    this.#client.prepareTransfer = async (context) => {
      await prepare(context);
      return this.#client.send(`REST ${offset}`);
    };
    try {
      await upload();
    } finally {
      this.#client.prepareTransfer = prepare;
    }
  }

  async #list(folder: string): Promise<readonly Entry[] | undefined> {
    if (!(await this.isFolder(folder))) return undefined;
    try {
      if (this.#features.has('MLST')) return await this.#client.list(this.#at(folder));
      // LIST would take signs like * and [ for a pattern, a blank for the end of an option: so from inside.
      await this.#client.send(`CWD ${this.#at(folder)}`);
      const entries = await this.#client.list();
      await this.#client.sendIgnoringError('CWD /');
      return entries;
    } catch (error) {
      // Somebody removed it in this moment.
      if (replyCode(error) !== 550) throw error;
      return undefined;
    }
  }

  #at(path: string): string {
    return joined(this.#base, path);
  }
}

/**
 * A TLS connection that is ended right after its handshake, because the file is empty, is a broken one to vsftpd
 * and ProFTPD, and vsftpd ends the session over it.
 */
async function* unhurried(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isEmpty = true;
  for await (const piece of bytes) {
    isEmpty = false;
    yield piece;
  }
  if (isEmpty) await setTimeout(250);
}

function accessTo(settings: FtpSettings): AccessOptions {
  const { host, secure, username: user, password, verifyCertificate } = settings;
  return {
    ...{ host, user, password },
    port: settings.port ?? (secure === 'implicit' ? 990 : 21),
    secure: secure === 'implicit' ? 'implicit' : secure === 'explicit',
    secureOptions: { rejectUnauthorized: verifyCertificate, ...(isIP(host) > 0 ? {} : { servername: host }) },
  };
}

function joined(base: string, path: string): string {
  const parts = path === '.' ? '' : path.replace(/^\.\//, '').replace(/\/+$/, '');
  const root = base.replace(/\/+$/, '');
  return parts === '' ? root || '/' : `${root}/${parts}`;
}

function isUnknown(code: number | undefined): boolean {
  return code === 500 || code === 502 || code === 504;
}
