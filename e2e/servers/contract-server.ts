import type { FileStore } from '@homeroll/core/ports/file-store';
import type { storeKinds } from '@homeroll/destinations/catalogue';
import type { FileAbilities } from '@homeroll/destinations/conformance/files/clause';

/** One server that the contract of a file store is run against. */
export interface ContractServer {
  readonly name: string;
  readonly kind: keyof typeof storeKinds | 'own-server';
  readonly isHere: boolean;
  readonly start: () => Promise<RunningServer>;
  /** What it cannot be asked for; clauses that need it are left out. */
  readonly lacks: readonly (keyof FileAbilities)[];
  /** What a clause says → why this server cannot keep it. It must indeed fail, else the exemption is stale. */
  readonly exempt: Readonly<Record<string, string>>;
  /** The same for what goes well often enough that it cannot be asked to fail. */
  readonly sometimes?: Readonly<Record<string, string>>;
}

export interface RunningServer extends FileAbilities {
  readonly store: FileStore;
  /** What is wrong with it after all that was asked, in words. */
  readonly complaints?: () => readonly string[];
  /** Takes away what a clause left that is not kept. */
  readonly clear?: () => Promise<void>;
  stop(): Promise<void>;
}

/** The one clause that renaming in two steps breaks. */
export const oneStep =
  'replaces in one step: whoever looks meets the old bytes or the new ones, never none and never a mixture';
