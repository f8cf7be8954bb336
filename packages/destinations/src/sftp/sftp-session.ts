import type { Client, SFTPWrapper, Stats } from 'ssh2';
import { unlessStopped } from '../exact-bytes.ts';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { folderOf } from '../leftovers.ts';
import type { PartConnection } from '../part-upload.ts';
import { Answers, type SshConnection } from './answers.ts';
import { packetBytes, PacketWriter } from './packet-writer.ts';
import { sftpStatus, statusCode } from './sftp-faults.ts';

type Entry = { readonly filename: string };

const mostPackets = 32;

/**
 * One connection; its requests overlap. What is needed of SFTP, by promise. A server may write packets in another
 * order than they came (those in Go do), so after a break the last ones that were on the way are not trusted.
 */
export class SftpSession implements PartConnection {
  readonly mayReplaceFolders = true;
  readonly unsureBytes: number = packetBytes * mostPackets;
  readonly #client: Client;
  readonly #answers: Answers;
  readonly #sftp: SFTPWrapper;
  readonly #base: string;
  #isClosed = false;
  #packetsAtATime = mostPackets;

  private constructor(client: Client, answers: Answers, sftp: SFTPWrapper, base: string) {
    this.#client = client;
    this.#answers = answers;
    this.#sftp = sftp;
    this.#base = base.replace(/\/+$/, '');
  }

  static async open(connection: SshConnection, folder: string): Promise<SftpSession> {
    const { client } = connection;
    const answers = new Answers(connection);
    try {
      const sftp = await answers.of<SFTPWrapper>((done) => client.sftp(done));
      // The connection may outlive the session of the files, which answers nothing any more then.
      for (const event of ['error', 'end', 'close']) sftp.on(event, () => answers.end());
      const home = folder.startsWith('/') ? '' : await answers.of<string>((done) => sftp.realpath('.', done));
      const parts = folder.split('/').filter((part) => part !== '.' && part !== '');
      return new SftpSession(client, answers, sftp, [home === '/' ? '' : home, ...parts].join('/'));
    } catch (error) {
      answers.end();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#answers.isOpen && !this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    this.#client.end();
  }

  /** Ends it at once; what was on the way is lost. */
  abandon(): void {
    this.#isClosed = true;
    this.#client.destroy();
  }

  async size(path: string): Promise<number | undefined> {
    const found = await this.#look(path);
    return found?.isFile() ? found.size : undefined;
  }

  async isFolder(path: string): Promise<boolean> {
    return (await this.#look(path))?.isDirectory() ?? false;
  }

  isRefusal(error: unknown): boolean {
    return statusCode(error) !== undefined && this.isOpen;
  }

  mayTryAgain(error: unknown): boolean {
    return this.isRefusal(error);
  }

  async names(folder: string): Promise<readonly string[] | undefined> {
    // Of a file some servers say that there is no such folder, others that it failed.
    if (!(await this.isFolder(folder))) return undefined;
    const entries = this.#answers.of<readonly Entry[]>((done) => this.#sftp.readdir(this.#at(folder), done));
    return (await orNothing(entries))?.map(({ filename }) => filename);
  }

  async makeFolder(folder: string): Promise<boolean> {
    return succeeds(this.#answers.of((done) => this.#sftp.mkdir(this.#at(folder), done)));
  }

  async removeFolder(folder: string): Promise<boolean> {
    return succeeds(this.#answers.of((done) => this.#sftp.rmdir(this.#at(folder), done)));
  }

  async remove(path: string): Promise<void> {
    try {
      await this.#answers.of((done) => this.#sftp.unlink(this.#at(path), done));
    } catch (error) {
      if (statusCode(error) === undefined || (await this.size(path)) !== undefined) throw error;
    }
  }

  /** Over what is there, where the server has OpenSSH's extension; else only to a name that is free. */
  async rename(from: string, to: string): Promise<void> {
    try {
      await this.#answers.of((done) => this.#sftp.ext_openssh_rename(this.#at(from), this.#at(to), done));
    } catch (error) {
      // ssh2 throws an error without a status where the server did not announce it.
      if (statusCode(error) !== undefined && statusCode(error) !== sftpStatus.unsupported) throw error;
      await this.#answers.of((done) => this.#sftp.rename(this.#at(from), this.#at(to), done));
    }
  }

  /** Bytes that are free for this account there; `undefined` where the server does not tell. */
  async freeBytes(): Promise<number | undefined> {
    try {
      const free = await this.#answers.of<{ f_bavail: number; f_frsize: number }>((done) =>
        this.#sftp.ext_openssh_statvfs(this.#at(''), done),
      );
      return free.f_bavail * free.f_frsize;
    } catch {
      return undefined;
    }
  }

  async write(path: string, bytes: AsyncIterable<Uint8Array>, offset: number): Promise<void> {
    const flags = offset === 0 ? 'w' : 'r+';
    const handle = await this.#answers.of<Buffer>((done) => this.#sftp.open(this.#at(path), flags, done));
    const writer = new PacketWriter(offset, this.#packetsAtATime, (packet, at) =>
      this.#answers.of((done) => this.#sftp.write(handle, packet, 0, packet.length, at, done)),
    );
    try {
      for await (const piece of bytes) await writer.write(piece);
    } finally {
      await writer.settle();
      await this.#answers.of((done) => this.#sftp.close(handle, done));
      // A server that cannot write here and there (rclone's, without a cache) is sent one packet after the other.
      if (statusCode(writer.failure) === sftpStatus.failure) this.#packetsAtATime = 1;
    }
    if (writer.failure !== undefined) throw writer.failure;
  }

  /** Waits for what is on the way before it lets go: rclone ends a connection that closes a file too early. */
  async *read(path: string, signal?: CancelSignal): AsyncGenerator<Uint8Array> {
    const handle = await this.#answers.of<Buffer>((done) => this.#sftp.open(this.#at(path), 'r', done));
    const underway: Promise<Buffer>[] = [];
    try {
      for (let asked = 0; ;) {
        while (underway.length < this.#packetsAtATime) {
          const packet = this.#readPacket(handle, asked);
          packet.catch(() => undefined);
          underway.push(packet);
          asked += packetBytes;
        }
        const packet = await unlessStopped(underway[0] as Promise<Buffer>, signal);
        void underway.shift();
        if (packet.length > 0) yield packet;
        if (packet.length < packetBytes) return;
      }
    } finally {
      await Promise.allSettled(underway);
      await this.#answers.of((done) => this.#sftp.close(handle, done));
    }
  }

  /** Shorter only at the end of the file. */
  async #readPacket(handle: Buffer, at: number): Promise<Buffer> {
    const packet = Buffer.allocUnsafe(packetBytes);
    let taken = 0;
    for (let read = 1; read > 0 && taken < packetBytes; taken += read) {
      const [into, left] = [taken, packetBytes - taken];
      read = await this.#answers
        .of<number>((done) => this.#sftp.read(handle, packet, into, left, at + into, done))
        .catch(zeroAtEnd);
    }
    return packet.subarray(0, taken);
  }

  async #look(path: string): Promise<Stats | undefined> {
    try {
      return await orNothing(this.#answers.of<Stats>((done) => this.#sftp.stat(this.#at(path), done)));
    } catch (error) {
      // So some servers call it when there is a file where a folder should be.
      if (statusCode(error) !== sftpStatus.failure || path === '') throw error;
      if (!(await this.#look(folderOf(path)))?.isFile()) throw error;
      return undefined;
    }
  }

  #at(path: string): string {
    return path === '' ? this.#base || '/' : `${this.#base}/${path}`;
  }
}

function zeroAtEnd(error: unknown): number {
  if (statusCode(error) !== sftpStatus.endOfFile) throw error;
  return 0;
}

async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (statusCode(error) !== sftpStatus.noSuchFile) throw error;
    return undefined;
  }
}

async function succeeds(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    if (statusCode(error) === undefined) throw error;
    return false;
  }
}
