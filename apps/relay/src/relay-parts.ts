import type { Arrivals } from './asks/arrivals.ts';
import type { AskBook } from './asks/ask-book.ts';
import type { Lines } from './asks/lines.ts';
import type { Patience } from './asks/patience.ts';
import type { FileCache } from './cache/file-cache.ts';
import type { OldBooths } from './old-booths/old-booths.ts';

/** Everything that answers of the relay are made of. */
export interface RelayParts {
  readonly book: AskBook;
  readonly lines: Lines;
  readonly cache: FileCache;
  readonly arrivals: Arrivals;
  /** `undefined` where booths of other programs are not served. */
  readonly oldBooths: OldBooths | undefined;
  /** Whether there is a secret path for old booths that show no key. */
  readonly takesKeyless: boolean;
  readonly patience: Patience;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
  /** What devices show that they may open a line. */
  readonly key: string;
  /** The page for guests, whole; `undefined` where it was not built. */
  readonly portal: string | undefined;
  /** Largest file that is taken. */
  readonly fileBytes: number;
  /** Addresses or networks of proxies that tell who asks. */
  readonly trustedProxies: readonly string[];
}
