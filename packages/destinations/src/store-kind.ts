import type { Clock } from '@homeroll/core/ports/clock';
import type { FileStore } from '@homeroll/core/ports/file-store';
import type { Options, Values } from '@homeroll/options/option';

/** One kind of place that files are published to, as the catalogue lists it. */
export interface StoreKind<Set extends Options = Options> {
  /** For people: `FTP and FTPS`. */
  readonly summary: string;
  /** Where it is and who asks: from this come checks, help, documentation and the form. */
  readonly options: Set;
  /** Connects nowhere yet. Throws nothing: what is wrong with the values was found by their schemas. */
  readonly open: (values: Values<Set>, context: StoreContext) => Promise<FileStore>;
}

export interface StoreContext {
  /** What the place is called for people; else it is named by its address. */
  readonly name: string | undefined;
  readonly clock: Clock;
}
