/** How a destination publishes. Names as booth programs have them where they exist. */
export interface Publishing {
  /** Files go as soon as they are finished. */
  readonly enableImmediateSync: boolean;
  /** Everything is compared every few minutes. */
  readonly enableRegularSync: boolean;
  /** What is deleted here stays there; else it is deleted there too. */
  readonly copyOnlyMode: boolean;
  /** Whether the names there can be guessed (`plain`: as here) or not (`secret`). */
  readonly names: 'secret' | 'plain';
  /** Where paths of the place are found by guests; no slash at the end. */
  readonly mediaUrl?: string | undefined;
  /** Codes lead to the portal; else to the file itself. */
  readonly useDownloadPortal: boolean;
  /** Where the portal is, if it is not beside the media. */
  readonly downloadPortalUrl?: string | undefined;
  /** The portal is put there and kept up to date. */
  readonly autoUpload: boolean;
  /** An address of the host's own making, with `{identifier}` and `{filename}`. */
  readonly customQrUrl?: string | undefined;
}

/** One finished file of the booth. */
export interface BoothFile {
  /** Relative to the media folder, with `/`. */
  readonly path: string;
  /** In links and secret names; stays while the path does. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** Another text whenever the bytes may be others. */
  readonly version: string;
  /** Of two files the one with more came later, whatever the clock says; 0 for what was there at the start. */
  readonly arrived?: number;
}

/** For sorting: the newest first. */
export function newestFirst(one: BoothFile, other: BoothFile): number {
  return (other.arrived ?? 0) - (one.arrived ?? 0) || other.modifiedAt - one.modifiedAt;
}
