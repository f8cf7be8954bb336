import type { FastifyBaseLogger } from 'fastify';
import type { Identities } from '../accounts/identity.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { EventBook } from '../events/event-book.ts';
import type { TagList } from '../events/tag-list.ts';
import type { Pictures } from '../jobs/pictures.ts';
import type { DataFolder } from '../library/data-folder.ts';
import type { Ingest } from '../library/ingest.ts';
import type { ResumableUploads } from '../library/resumable-uploads.ts';
import type { Trash } from '../library/trash.ts';
import type { BoothLinks } from '../shares/booth-links.ts';
import type { ShareLinks } from '../shares/share-links.ts';
import type { TimelineCache } from '../timeline/timeline-cache.ts';

/** What the routes are made of; put together once, in serve.ts. */
export interface ServerParts {
  readonly version: string;
  readonly data: DataFolder;
  readonly catalog: Catalog;
  readonly identities: Identities;
  readonly ingest: Ingest;
  readonly resumable: ResumableUploads;
  readonly pictures: Pictures;
  readonly trash: Trash;
  /** How long a deleted photo lies in the trash. */
  readonly trashDays: number;
  readonly timeline: TimelineCache;
  readonly links: ShareLinks;
  readonly boothLinks: BoothLinks;
  readonly events: EventBook;
  readonly tags: TagList;
  readonly log: FastifyBaseLogger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Largest file, bytes. */
  readonly fileBytes: number;
  /** The server's address for people with an account, where it is not the one a request came by. */
  readonly publicUrl: string | undefined;
  /** The address that guests are given, where it is not the one a request came by; no slash at the end. */
  readonly guestUrl: string | undefined;
  /** Addresses and networks (CIDR) of the proxies whose word on who asks is taken. */
  readonly trustedProxies: readonly string[];
  /** Folders of the built pages; `undefined` where they were not built. */
  readonly pages: { readonly web: string | undefined; readonly portal: string | undefined };
  /** Called once the first account exists. */
  readonly firstAccountMade: () => void;
}
