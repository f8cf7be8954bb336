import type { Clock } from '@homeroll/core/ports/clock';
import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';
import type { FileStore, StorePath } from '@homeroll/core/ports/file-store';
import { KeepPublishing } from '@homeroll/core/publish/keep-publishing';
import type { BoothListing } from '@homeroll/core/publish/plan-publishing';
import { publishedPath } from '@homeroll/core/publish/published-link';
import { memoryLedger, type PublishLedger } from '@homeroll/core/publish/publish-ledger';
import type { BoothFile, Publishing } from '@homeroll/core/publish/publishing';
import { memoryFileStore, memoryShelf } from '@homeroll/destinations/memory/memory-file-store';
import { HandClock } from '../engine/hand-clock.ts';

export const usual: Publishing = {
  ...{ enableImmediateSync: true, enableRegularSync: true, copyOnlyMode: false, names: 'secret' },
  ...{ useDownloadPortal: true, autoUpload: true },
};
export const portal = {
  html: Buffer.from('<meta name="homeroll-portal" content="1.2.0+ab">'),
  version: '1.2.0+ab',
};

export const fileOf = (name: string, version = '1', modifiedAt = 0): BoothFile => ({
  ...{ path: `full/${name}.jpg`, key: name, size: name.length + version.length, version, modifiedAt },
});
export const bytesOf = ({ key, version }: BoothFile): Uint8Array => Buffer.from(key + version);
export const pathOf = (file: BoothFile): StorePath => publishedPath(file, usual);
export const listing = (...files: BoothFile[]): BoothListing => ({ files, isDeleted: () => true });

/** A place in memory that refuses what `refuses` says, and a booth that can lose its power. */
export class World {
  readonly clock = new HandClock();
  readonly shelf = memoryShelf();
  ledger: PublishLedger = memoryLedger();
  /** What a call waits for before it is done. */
  holds: (call: string, path: StorePath) => Promise<void> | undefined = () => undefined;
  readonly asked: string[] = [];
  /** Milliseconds by which somebody set the clock. */
  clockIsOff = 0;
  refuses: (call: string, path: StorePath) => Error | undefined = () => undefined;
  publishing = usual;
  keeping = this.#make();
  #stop = new AbortController();
  #ended = this.keeping.run(this.#stop.signal);

  #make(): KeepPublishing {
    const good = memoryFileStore(this.shelf);
    const ask = async (call: string, path: StorePath): Promise<void> => {
      this.asked.push(`${call} ${path}`);
      await this.holds(call, path);
      const error = this.refuses(call, path);
      if (error) throw error;
    };
    const store: FileStore = {
      ...good,
      put: async (path, content, signal) => {
        await ask('put', path);
        await good.put(path, content, signal);
      },
      stat: async (path) => {
        await ask('stat', path);
        return good.stat(path);
      },
      remove: async (path) => {
        await ask('remove', path);
        await good.remove(path);
      },
    };
    const contentOf = (file: BoothFile) => {
      const { size, version } = file;
      // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
      const open = async function* (offset: number) {
        yield bytesOf(file).subarray(offset);
      };
      return { size, version, mediaType: 'image/jpeg', open };
    };
    const clock: Clock = {
      now: () => this.clock.now() + this.clockIsOff,
      wait: (milliseconds, signal) => this.clock.wait(milliseconds, signal),
    };
    return new KeepPublishing(
      { store, ledger: this.ledger, clock, random: () => 0.5, contentOf },
      { publishing: this.publishing, parallel: 2, portal },
    );
  }

  async restart(publishing = this.publishing): Promise<void> {
    await this.end();
    this.publishing = publishing;
    this.keeping = this.#make();
    this.#stop = new AbortController();
    this.#ended = this.keeping.run(this.#stop.signal);
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.clock.quiet();
    await this.#ended;
  }

  /** What lies there of the booth, without the portal's pages. */
  there(): Record<string, string> {
    const files = [...this.shelf.files].filter(([path]) => !path.endsWith('.html'));
    return Object.fromEntries(files.map(([path, bytes]) => [path, Buffer.from(bytes).toString()]));
  }
}

export const failing = (fault: DestinationFault): Error => new DestinationError(fault, `it is ${fault}`);
