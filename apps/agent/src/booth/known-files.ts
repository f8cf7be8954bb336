import { LedgerError } from '@homeroll/core/publish/publish-ledger';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import { boothKey, type Mac } from '@homeroll/core/share/booth-key';
import type { ListedFile } from '../sources/list-folder.ts';
import { versionOf } from '../sources/version.ts';
import type { SeenPictures } from './booth-ledger.ts';

interface Known {
  /** As it was when it was seen finished last. */
  file: BoothFile;
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
    const known = this.#known.get(path);
    if (known?.file.version === version) return known.file;
    const key = known?.file.key ?? boothKey(path, this.#mac);
    const file = { path, key, size, modifiedAt: modified, version, arrived: this.#look };
    if (known === undefined) this.#known.set(path, { file, isNoted: false });
    else known.file = file;
    return file;
  }

  /** As it was seen finished last, though it may be written anew by now. */
  lastOf(path: string): BoothFile | undefined {
    return this.#known.get(path)?.file;
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
