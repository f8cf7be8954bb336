import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { FolderTemplate } from '@homeroll/core/filing/folder-template';
import { Identities } from './accounts/identity.ts';
import { openCatalog, type Catalog } from './catalog/catalog.ts';
import { openLists } from './events/open-lists.ts';
import type { EventBook } from './events/event-book.ts';
import type { ServerParts } from './http/server-parts.ts';
import { BackgroundWork } from './jobs/background-work.ts';
import { keepMetadata } from './jobs/keep-metadata.ts';
import { Pictures } from './jobs/pictures.ts';
import { AlignedMemory } from './library/aligned-memory.ts';
import { Cleaner } from './jobs/cleaner.ts';
import { inside, openDataFolder, type DataFolder } from './library/data-folder.ts';
import { wantedItem, type Filing } from './library/file-under.ts';
import { Folders } from './library/folders.ts';
import { FreeNames } from './library/free-names.ts';
import { GroupCommit } from './library/group-commit.ts';
import { Ingest } from './library/ingest.ts';
import { Locks } from './library/locks.ts';
import { recoverIncoming } from './library/recover.ts';
import { ResumableUploads } from './library/resumable-uploads.ts';
import { Trash } from './library/trash.ts';
import { openPictureTools, type PictureTools } from './jobs/picture-tools.ts';
import { zoneOf } from '@homeroll/core/photo/time-zone';
import { BoothLinks } from './shares/booth-links.ts';
import { ShareLinks } from './shares/share-links.ts';
import { TimelineCache } from './timeline/timeline-cache.ts';

export interface LibrarySettings {
  readonly version: string;
  readonly dataFolder: string;
  /** `postgres://…`; absent: a SQLite file in the data folder. */
  readonly database: string | undefined;
  readonly template: FolderTemplate;
  /** BCP 47, for month names in the folder template. */
  readonly locale: string;
  /** IANA name of the home time zone, for times that are known only in UTC. */
  readonly timeZone: string;
  /** Title and tags beside the files (`sidecar`) or written into them (`embed`). */
  readonly metadata: 'sidecar' | 'embed';
  /** Largest file, bytes. */
  readonly fileBytes: number;
  /** How long a deleted photo lies in the trash; at least 1. */
  readonly trashDays: number;
  /** The address that guests are given. */
  readonly publicUrl: string | undefined;
  /** Another address for guests alone, such as a relay's. */
  readonly guestUrl?: string | undefined;
  /** Addresses and networks (CIDR) of the proxies whose word on who asks is taken. */
  readonly trustedProxies: readonly string[];
  /** The value of PATH: ffmpeg is looked for there. */
  readonly searchPath: string;
  /** Folders of the built pages. */
  readonly pages: { readonly web: string; readonly portal: string };
  readonly log: FastifyBaseLogger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface OpenParts {
  readonly parts: ServerParts;
  /** Begins the work in the background. */
  start(): void;
  close(): Promise<void>;
}

/**
 * Mebibytes for direct writes. More than the large bodies that come at once (ingest.ts), so that a small photo finds
 * one even while all of those are slow; pages that were never used cost nothing.
 */
const slots = 64;

/** Opens the library and its catalog, tidies up after the last run, and puts the parts together. */
export async function openParts(settings: LibrarySettings, firstAccountMade: () => void): Promise<OpenParts> {
  const { log, version, fileBytes, publicUrl, now, trashDays } = settings;
  const data = await openDataFolder(settings.dataFolder);
  const catalog = await openCatalog(settings.database ?? data.catalog);
  const { search } = await recoverIncoming(catalog, data);
  search.catch((error: unknown) =>
    log.error({ err: error }, 'leftovers of the last run could not be removed'),
  );

  const tools = await openPictureTools({ temporaryFolder: data.incoming, searchPath: settings.searchPath });
  const folders = { library: new Folders(data.library), trash: new Folders(data.trash) };
  const shared = {
    ...{ data, catalog, tools, folders, locks: new Locks() },
    timeline: new TimelineCache(catalog.timeline),
  };
  const { pictures, work } = openWork(settings, shared);
  const lists = await openLists(data, catalog, (words) => log.error(words));
  const { trash, commits } = openLibrary(settings, { ...shared, events: lists.events, pictures, work });
  await trash.recover();
  const doors = openDoors({ data, catalog, commits, fileBytes, now });
  const cleaner = new Cleaner({ ...doors, catalog, trash, now, log, days: trashDays });
  const parts: ServerParts = {
    ...{ version, data, catalog, pictures, now, fileBytes, publicUrl, firstAccountMade },
    ...{ trash, trashDays, timeline: shared.timeline, log },
    ...doors,
    ...lists,
    guestUrl: settings.guestUrl ?? publicUrl,
    trustedProxies: settings.trustedProxies,
    identities: new Identities(catalog.accounts, now),
    links: new ShareLinks(data.secret),
    boothLinks: new BoothLinks(data.secret),
    pages: {
      web: await folderIfBuilt(settings.pages.web),
      portal: await folderIfBuilt(settings.pages.portal),
    },
  };
  const close = async (): Promise<void> => {
    await cleaner.stop();
    await shared.locks.idle();
    await work.stop();
    await tools.close();
    await folders.library.close();
    await folders.trash.close();
    await catalog.close();
  };
  const start = (): void => {
    work.kick();
    cleaner.start();
  };
  return { parts, start, close };
}

interface Opened {
  readonly data: DataFolder;
  readonly catalog: Catalog;
}

/** What touches the files of the library, on both sides of the acknowledgement. */
interface Shared extends Opened {
  readonly tools: PictureTools;
  readonly folders: { readonly library: Folders; readonly trash: Folders };
  readonly locks: Locks;
  readonly timeline: TimelineCache;
}

/** The way into the library, and the one out of it. */
function openLibrary(
  settings: LibrarySettings,
  opened: Shared & {
    readonly events: EventBook;
    readonly pictures: Pictures;
    readonly work: BackgroundWork;
  },
): { readonly trash: Trash; readonly commits: GroupCommit } {
  const { data, catalog, folders, locks, timeline, events, pictures, work } = opened;
  const { items } = catalog;
  const { now, log } = settings;
  const names = new FreeNames(items, data.library);
  const filing: Filing = {
    ...settings,
    zone: zoneOf(settings.timeZone),
    marksFor: (item) => events.marksFor(item),
  };
  const trash = new Trash({
    ...{ data, items, rows: catalog.trash, folders, names, locks, now, log },
    forgetPictures: (hash) => pictures.forget(hash),
    changed: (day) => {
      timeline.changed(day);
      // What was thrown away before its sidecar and its pictures were made waits for them again.
      work.uploaded(true);
    },
  });
  const commits = new GroupCommit({
    ...{ items, names, locks, folders: folders.library },
    wanted: (file) => wantedItem(file, filing, now()),
    replaceThrownAway: (id, row) => trash.replace(id, row),
    added: (rows) => {
      new Set(rows.map(({ day }) => day)).forEach((day) => timeline.changed(day));
      work.uploaded(rows.some(({ sidecar }) => sidecar === 'pending'));
    },
  });
  return { trash, commits };
}

/** What happens after the acknowledgement. */
function openWork(
  settings: LibrarySettings,
  opened: Shared,
): { readonly pictures: Pictures; readonly work: BackgroundWork } {
  const { data, catalog, tools, folders, locks, timeline } = opened;
  const { items } = catalog;
  const { library, derived } = data;
  const changed = (day: number): void => timeline.changed(day);
  const pictures = new Pictures({ items, library, derived, make: tools.make, changed });
  const { metadata, log } = settings;
  const work = new BackgroundWork({
    items,
    pictures,
    keepMetadata: keepMetadata({
      ...{ data, items, locks, metadata, log, embed: tools.embed },
      folders: folders.library,
    }),
    readFacts: async (item) => {
      await items.change(item.id, await tools.readFacts(inside(library, item.path), item));
      changed(item.day);
    },
    log,
  });
  return { pictures, work };
}

/** The ways in. */
function openDoors({
  data: { incoming },
  catalog,
  commits,
  fileBytes,
  now,
}: Opened & { readonly commits: GroupCommit; readonly fileBytes: number; readonly now: () => number }): {
  readonly ingest: Ingest;
  readonly resumable: ResumableUploads;
} {
  const memory = new AlignedMemory(slots);
  const ingest = new Ingest({ incoming, memory, commits, fileBytes });
  const uploads = catalog.partialUploads;
  return { ingest, resumable: new ResumableUploads({ incoming, memory, uploads, ingest, fileBytes, now }) };
}

/** A page that was not built is told to who asks for it; the server serves all the rest. */
async function folderIfBuilt(folder: string): Promise<string | undefined> {
  const page = await stat(join(folder, 'index.html')).catch(() => undefined);
  return page ? folder : undefined;
}
