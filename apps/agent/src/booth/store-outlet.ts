import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileStore, StorePath } from '@homeroll/core/ports/file-store';
import { KeepPublishing } from '@homeroll/core/publish/keep-publishing';
import type { PortalPage } from '@homeroll/core/publish/portal-upkeep';
import { portalPath, publishedPath } from '@homeroll/core/publish/published-link';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import { told } from '@homeroll/destinations/wrappers/told';
import type { BoothDestination } from '@homeroll/protocol/booth-page';
import { systemClock } from '../system-clock.ts';
import type { BoothLedger } from './booth-ledger.ts';
import { storeTeller, type BoothLog } from './booth-log.ts';
import { contentOf } from './content-of.ts';
import type { Outlet } from './outlet.ts';
import type { PublishingValues } from './settings/booth-options.ts';

export interface StoreOutletOptions {
  readonly name: string;
  readonly kind: string;
  readonly store: FileStore;
  readonly publishing: PublishingValues;
  /** The same text for the same place, whatever it is called. */
  readonly place: string;
  readonly ledger: BoothLedger;
  /** The media folder that paths are relative to. */
  readonly root: string;
  readonly portal: PortalPage | undefined;
  /** What the code of a file says; `base` is the address that the place told of itself. */
  readonly link: (file: BoothFile, base: string | undefined) => string | undefined;
  readonly changed: () => void;
  readonly log: BoothLog;
}

/** Files sent to one place at a time: a picture need not wait for a video. */
const parallel = 2;

/** A place that the booth's pictures are sent to. */
export class StoreOutlet implements Outlet {
  readonly name: string;
  readonly #options: StoreOutletOptions;
  readonly #keeping: KeepPublishing;
  #publicAddress: string | undefined;
  #publishTrouble: BoothDestination['trouble'] = null;

  constructor(options: StoreOutletOptions) {
    const { name, store, publishing, place, ledger, root, portal, changed, log } = options;
    const nameHere = (path: StorePath): string =>
      this.#keeping.pathHere(path) ??
      (path === portalPath ? 'the portal' : 'the page that covers the folder');
    this.name = name;
    this.#options = options;
    this.#keeping = new KeepPublishing(
      {
        store: told(store, storeTeller(log, name, nameHere)),
        ledger: ledger.of(createHash('sha256').update(place).digest('hex')),
        clock: systemClock,
        random: Math.random,
        contentOf: (file) => contentOf(root, file),
      },
      { publishing, parallel, portal, changed },
    );
  }

  linkFor(file: BoothFile): string | undefined {
    const { publishing, link } = this.#options;
    return publishing.enableShareLink ? link(file, this.#publicAddress) : undefined;
  }

  isThere(file: BoothFile): boolean {
    return this.#keeping.isThere(publishedPath(file, this.#options.publishing), file);
  }

  get status(): BoothDestination {
    const { name, kind } = this.#options;
    const { waiting, failed, done, sending, checkedAt = null } = this.#keeping.status;
    const trouble = this.#trouble();
    return {
      ...{ name, kind, waiting, failed, done, trouble, checkedAt },
      state: trouble !== null ? 'trouble' : waiting > 0 ? 'busy' : 'fine',
      sending: sending
        .filter(({ type }) => type === 'put')
        .map(({ path, sent, size }) => ({ fileName: basename(path), sent, size })),
    };
  }

  #trouble(): BoothDestination['trouble'] {
    const { trouble, portalIsForeign, checkedAt = 0 } = this.#keeping.status;
    if (trouble) return trouble;
    return portalIsForeign
      ? { fault: 'foreign-portal', words: foreignPortal, at: checkedAt, nextTry: checkedAt }
      : this.#publishTrouble;
  }

  look(...seen: Parameters<KeepPublishing['look']>): void {
    this.#keeping.look(...seen);
  }

  retry(): void {
    this.#keeping.retry();
  }

  async run(signal: AbortSignal): Promise<void> {
    try {
      await Promise.all([this.#keeping.run(signal), this.#makePublic(signal)]);
    } finally {
      await this.#options.store.close();
    }
  }

  /** A place that can make itself public says under which address; asked for until it answers. */
  async #makePublic(signal: AbortSignal): Promise<void> {
    const { store, publishing, changed } = this.#options;
    if (store.publish === undefined || publishing.mediaUrl !== undefined || !publishing.enableShareLink)
      return;
    for (let wait = 5000; !signal.aborted; wait = Math.min(wait * 2, 60_000)) {
      try {
        this.#publicAddress = await store.publish(signal);
        this.#publishTrouble = null;
        changed();
        return;
      } catch (error) {
        if (!(error instanceof DestinationError)) throw error;
        const now = Date.now();
        const { fault, message: words } = error;
        this.#publishTrouble = { fault, words, at: now, nextTry: now + wait };
        changed();
        await systemClock.wait(wait, signal);
      }
    }
  }
}

const foreignPortal =
  'Where the portal should be lies another page called index.html, which is left alone. Choose a folder without one, or switch autoUpload off and say where the portal is (downloadPortalUrl).';
