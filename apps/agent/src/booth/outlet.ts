import type { BoothListing } from '@homeroll/core/publish/plan-publishing';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import type { BoothDestination } from '@homeroll/protocol/booth-page';

/** One place where guests get the booth's pictures: a web space, our server, a relay, this machine. */
export interface Outlet {
  readonly name: string;
  /** What the code of a picture says, known before it has arrived; `undefined` where there is no code. */
  linkFor(file: BoothFile): string | undefined;
  /** Whether the picture as it is now has arrived. */
  isThere(file: BoothFile): boolean;
  readonly status: BoothDestination;
  /** The media folder as it is now; `full`: compare everything. */
  look(listing: BoothListing, occasion: 'news' | 'full'): void;
  /** Tries at once what waits after a failure. */
  retry(): void;
  /** Until the signal is raised; rejects for bugs only. */
  run(signal: AbortSignal): Promise<void>;
}
