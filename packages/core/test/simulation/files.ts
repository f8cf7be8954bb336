import type { CaptureTime } from '../../src/photo/capture-time.ts';
import { parseContentHash, type ContentHash } from '../../src/photo/content-hash.ts';
import type { Hasher } from '../../src/ports/hasher.ts';
import { wallClockAt } from '../../src/photo/wall-clock.ts';
import type { SeededRandom } from './seeded-random.ts';

/** A file in the simulated world. */
export interface SimFile {
  readonly folder: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Milliseconds of simulated time; never the same for two versions. */
  readonly modifiedAt: number;
  readonly inode: number;
  readonly capture: CaptureTime;
  /** Simulated time at which it stands still. */
  readonly settlesAt: number;
}

export const folders = ['camera', 'camera/trip', 'chats'] as const;

export function pathOf({ folder, name }: Pick<SimFile, 'folder' | 'name'>): string {
  return `${folder}/${name}`;
}

/** Bytes that only this content has. */
export function bytesFor(content: number, size: number): Uint8Array {
  return Uint8Array.from(
    { length: size },
    (_, place) => (content * 31 + place * (content + 7) + (content >> 8)) & 255,
  );
}

/** Not SHA-256: only as different for different bytes, and quick. */
export const simHasher: Hasher = {
  start() {
    const lanes = [
      0x811c9dc5, 0x1234567, 0x9e3779b9, 0x7f4a7c15, 0xdeadbeef, 0x51ed270b, 0x2545f491, 0x85ebca6b,
    ];
    return {
      update(bytes) {
        for (const byte of bytes) {
          for (let lane = 0; lane < lanes.length; lane += 1) {
            lanes[lane] = Math.imul((lanes[lane]! ^ byte) + lane, 0x01000193) >>> 0;
          }
        }
      },
      finish: () => parseContentHash(lanes.map((lane) => lane.toString(16).padStart(8, '0')).join(''))!,
    };
  },
};

export function hashOf(bytes: Uint8Array): ContentHash {
  const hashing = simHasher.start();
  void hashing.update(bytes);
  return hashing.finish() as ContentHash;
}

/** The first day of the simulated world. */
export const worldStart: number = Date.UTC(2026, 5, 12);
export const hour = 3_600_000;

export class Files {
  readonly all: Map<string, SimFile> = new Map();
  /** Folders that are not to be seen just now: a card that was pulled out. */
  readonly away: Set<string> = new Set();
  /** Hashes of all videos that ever were. */
  readonly videos: Set<ContentHash> = new Set();
  #inode = 0;
  #content: number;
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#content = random.whole(1_000_000);
  }

  visible(): SimFile[] {
    return [...this.all.values()].filter(({ folder }) => !this.away.has(folder));
  }

  at(path: string): SimFile | undefined {
    const file = this.all.get(path);
    return file === undefined || this.away.has(file.folder) ? undefined : file;
  }

  add(now: number): void {
    this.#inode += 1;
    this.#make(now, { folder: this.#random.pick(folders)!, name: `${String(this.#inode)}.jpg` });
  }

  /** The video of a Live Photo, beside its picture; it may come much later than that. */
  addVideo(now: number, { folder, name }: SimFile): void {
    this.#inode += 1;
    this.#make(now, { folder, name: name.replace('.jpg', '.mov') });
  }

  #make(now: number, place: Pick<SimFile, 'folder' | 'name'>): void {
    const file: SimFile = {
      ...place,
      bytes: this.#newBytes(),
      modifiedAt: now,
      inode: this.#inode,
      capture: this.#capture(),
      settlesAt: now + this.#random.whole(5000),
    };
    if (file.name.endsWith('.mov')) this.videos.add(hashOf(file.bytes));
    this.all.set(pathOf(file), file);
  }

  edit(file: SimFile, now: number): void {
    const edited = { ...file, bytes: this.#newBytes(), modifiedAt: now, settlesAt: now + 2000 };
    if (file.name.endsWith('.mov')) this.videos.add(hashOf(edited.bytes));
    this.all.set(pathOf(file), edited);
  }

  /** Keeps inode and time, as `mv` does. */
  move(file: SimFile): void {
    this.all.delete(pathOf(file));
    const moved = { ...file, folder: this.#random.pick(folders)!, name: `m${file.name}` };
    this.all.set(pathOf(moved), moved);
  }

  copy(file: SimFile, now: number): void {
    this.#inode += 1;
    const name = `c${String(this.#inode)}${file.name}`;
    const copy = { ...file, folder: this.#random.pick(folders)!, name, inode: this.#inode, modifiedAt: now };
    this.all.set(pathOf(copy), copy);
  }

  remove(file: SimFile): void {
    this.all.delete(pathOf(file));
  }

  #newBytes(): Uint8Array {
    this.#content += 1;
    return bytesFor(this.#content, 4 + this.#random.whole(20));
  }

  /** Some of the days before, during and after the simulated ones; half of the cameras know their zone. */
  #capture(): CaptureTime {
    const local = wallClockAt(worldStart + (this.#random.whole(6 * 24) - 24) * hour);
    const offsetMinutes = this.#random.chance(0.5) ? null : this.#random.pick([60, -300, 330])!;
    return { local, offsetMinutes, source: 'exif' };
  }
}
