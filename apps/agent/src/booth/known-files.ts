import { LedgerError } from '@homeroll/core/publish/publish-ledger';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import { boothKey, type Mac } from '@homeroll/core/share/booth-key';
import type { ListedFile } from '../sources/list-folder.ts';
import { versionOf } from '../sources/version.ts';
import type { SeenPictures } from './booth-ledger.ts';

interface Known {
  readonly key: string;
  version: string;
  arrived: number;
  isNoted: boolean;
}

/** What was ever seen finished in the media folder: its key, when it came, and in which folder it was seen last. */
export class KnownFiles {
  readonly #mac: Mac;
  readonly #seen: SeenPictures;
  readonly #known = new Map<string, Known>();
  /** The folder in which those that are noted were seen. */
  #folder: string | undefined;
  #look = -1;

  constructor(mac: Mac, seen: SeenPictures) {
    this.#mac = mac;
    this.#seen = seen;
  }

  /** What is met from now on came later than what was met before, whatever the clock says. */
  nextLook(): void {
    this.#look += 1;
  }

  fileAt(path: string, { size, modified }: ListedFile): BoothFile {
    const version = versionOf(size, modified);
    const known = this.#known.get(path) ?? this.#meet(path, version);
    if (known.version !== version) Object.assign(known, { version, arrived: this.#look });
    return { path, key: known.key, size, modifiedAt: modified, version, arrived: known.arrived };
  }

  #meet(path: string, version: string): Known {
    const known = { key: boothKey(path, this.#mac), version, arrived: this.#look, isNoted: false };
    this.#known.set(path, known);
    return known;
  }

  /** Notes that they lie in this folder, before anything else is done with them. */
  note(files: readonly BoothFile[], folder: string): void {
    const isNews = ({ path }: BoothFile): boolean => this.#known.get(path)?.isNoted !== true;
    const news = folder === this.#folder ? files.filter(isNews) : files;
    if (news.length === 0) return;
    try {
      this.#seen.note(
        news.map(({ path }) => path),
        folder,
      );
      for (const known of this.#known.values()) known.isNoted &&= folder === this.#folder;
      for (const { path } of news) this.#markNoted(path);
      this.#folder = folder;
    } catch (error) {
      // Who sends meets it too, and says so. What is not noted is not deleted.
      if (!(error instanceof LedgerError)) throw error;
    }
  }

  #markNoted(path: string): void {
    const known = this.#known.get(path);
    if (known !== undefined) known.isNoted = true;
  }

  /** Whether it was seen in this very folder last, in this life of the program or before. */
  wasSeenIn(folder: string, path: string): boolean {
    try {
      return this.#seen.folderOf(path) === folder;
    } catch (error) {
      if (error instanceof LedgerError) return false;
      throw error;
    }
  }
}
