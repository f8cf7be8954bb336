import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnswerHead } from '@homeroll/protocol/relay-answer';
import { Spool } from './spool.ts';

/** What is said of a file to whoever asks for it. */
export type FileFacts = Pick<AnswerHead, 'mediaType' | 'lastModified' | 'disposition'> & {
  /** The device's own, or one that was made up here. */
  readonly etag: string;
  /** Whether the device would know it again. */
  readonly isDevices: boolean;
};

/** A file that is here, or arriving. */
export interface HeldFile {
  readonly facts: FileFacts;
  readonly spool: Spool;
}

/** A whole file in the cache. */
export interface KeptFile extends HeldFile {
  /** Until then it is handed out without asking; on the clock that `CacheLimits.now` tells. */
  freshUntil: number;
  readonly storedAt: number;
}

export interface CacheLimits {
  /** Emptied at the start, and at the end: nothing survives a restart. */
  readonly folder: string;
  /** All files together, those that are arriving or still read included. */
  readonly bytes: number;
  readonly files: number;
  /** Milliseconds from the arrival of a file until it goes. */
  readonly ageMs: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
}

/**
 * Files that passed through, for the next who wants them; who was not asked for longest goes first. Room is taken
 * before the first byte is written, so that the limit holds at every moment.
 */
export class FileCache {
  readonly #limits: CacheLimits;
  /** In the order in which they were last asked for. */
  readonly #kept = new Map<string, KeptFile>();
  readonly #reserved = new Map<Spool, number>();
  #used = 0;

  constructor(limits: CacheLimits) {
    this.#limits = limits;
  }

  /** Makes the folder anew. To be called once nobody else can be using it. */
  async open(): Promise<void> {
    await rm(this.#limits.folder, { recursive: true, force: true });
    await mkdir(this.#limits.folder, { recursive: true, mode: 0o700 });
  }

  async close(): Promise<void> {
    for (const spool of this.#reserved.keys()) spool.remove();
    this.#kept.clear();
    await rm(this.#limits.folder, { recursive: true, force: true });
  }

  /** Bytes on the disk, or promised to files that are arriving. */
  get used(): number {
    return this.#used;
  }

  /** Never one that is too old, or was lost on the disk. */
  find(key: string): KeptFile | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    if (this.#limits.now() - kept.storedAt >= this.#limits.ageMs || kept.spool.state === 'broken') {
      this.drop(key);
      return undefined;
    }
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept;
  }

  /** A place for a file; `undefined` where there is no room even when all goes that nobody reads. */
  begin(size: { announced: number | undefined; most: number }): Spool | undefined {
    const bytes = size.announced ?? size.most;
    if (!this.#makeRoom(bytes)) return undefined;
    const spool: Spool = new Spool(join(this.#limits.folder, randomUUID()), {
      size: size.announced,
      released: () => this.#reserve(spool, undefined),
    });
    this.#reserve(spool, bytes);
    return spool;
  }

  /** Hands out a whole file from now on, for so long without asking; what had that key goes. */
  keep(key: string, { facts, spool }: HeldFile, freshMs: number): KeptFile {
    if (this.#kept.get(key)?.spool !== spool) this.drop(key);
    const now = this.#limits.now();
    const kept = { facts, spool, freshUntil: now + freshMs, storedAt: now };
    this.#kept.set(key, kept);
    this.#reserve(spool, spool.size);
    if (this.#kept.size > this.#limits.files) this.#dropOldest();
    return kept;
  }

  drop(key: string): void {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    kept?.spool.remove();
  }

  /** All that belongs to a page. */
  dropAll(prefix: string): void {
    for (const key of this.#kept.keys()) if (key.startsWith(prefix)) this.drop(key);
  }

  /** Old files go although nobody asks for them. */
  dropOld(): void {
    const oldest = this.#limits.now() - this.#limits.ageMs;
    for (const [key, { storedAt }] of this.#kept) if (storedAt <= oldest) this.drop(key);
  }

  #makeRoom(bytes: number): boolean {
    if (bytes > this.#limits.bytes) return false;
    let missing = this.#used + bytes - this.#limits.bytes;
    const going: string[] = [];
    for (const [key, { spool }] of this.#kept) {
      if (missing <= 0) break;
      if (spool.users > 0) continue;
      going.push(key);
      missing -= this.#reserved.get(spool) ?? 0;
    }
    if (missing > 0) return false;
    for (const key of going) {
      const spool = this.#kept.get(key)?.spool;
      this.drop(key);
      // Nobody reads it: its bytes are as good as gone, although the disk is told a moment later.
      if (spool) this.#reserve(spool, undefined);
    }
    return true;
  }

  #dropOldest(): void {
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.drop(oldest);
  }

  #reserve(spool: Spool, bytes: number | undefined): void {
    this.#used += (bytes ?? 0) - (this.#reserved.get(spool) ?? 0);
    if (bytes === undefined) this.#reserved.delete(spool);
    else this.#reserved.set(spool, bytes);
  }
}
