import type { Finding } from './finding.ts';

/** What a row is measured with. */
export interface Bench {
  /** Fewer files and rounds: all rows together end within two minutes. */
  readonly quick: boolean;
  /** An empty folder on the disk that is measured; what lies in it stays until the end of the run. */
  folder(name: string): Promise<string>;
  /** A data folder of ours with the user, the token and so many items in its catalog, closed in good order. */
  stocked(items: number): Promise<string>;
}

export interface Row {
  readonly name: string;
  readonly run: (bench: Bench) => Promise<readonly Finding[]>;
}
