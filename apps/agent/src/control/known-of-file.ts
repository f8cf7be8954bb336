import type { HoldReason } from '@homeroll/core/connection/connection-gate';
import type { OffsetIn } from '@homeroll/core/event/match-events';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import type { CaptureTime } from '@homeroll/core/photo/capture-time';
import type { TransferRecord, TransferState } from '@homeroll/core/sync/transfer-record';
import type { AlbumState } from '../albums/album-choice.ts';

/** What lies at a path, before anything is asked of what it holds. */
export type FileKind = 'absent' | 'folder' | 'link' | 'hidden' | 'no-media' | 'odd-name' | 'media';

/** Everything that is known of a file, for one destination. Times in milliseconds since 1970, sizes in bytes. */
export interface KnownOfFile {
  readonly path: string;
  readonly now: number;
  readonly kind: FileKind;
  readonly isWatched: boolean;
  /** The name of the picture that this file is the video of; what is known is the picture's then. */
  readonly halfOf?: string;
  readonly isEmpty?: boolean;
  readonly isBeingWritten?: boolean;
  readonly album?: { readonly folder: string; readonly name: string | undefined; readonly state: AlbumState };
  /** Absent: the file could not be read. */
  readonly capture?: CaptureTime;
  readonly events: readonly MediaEvent[];
  readonly offsetIn: OffsetIn;
  readonly destination: string;
  /** Of the bytes that are there now. */
  readonly record?: TransferRecord;
  /** Its other versions, which were sent or wait. */
  readonly earlier?: readonly TransferRecord[];
  /** How much of it has left, while it is being sent. */
  readonly sentBytes?: number;
  readonly holds: readonly HoldReason[];
  readonly isPageOpen?: boolean;
  /** What keeps everything from being sent to this destination. */
  readonly trouble?: { readonly words: string; readonly isConfiguration: boolean };
}

export interface Why {
  readonly state: TransferState;
  /** One sentence. */
  readonly says: string;
  /** What it follows from, a sentence each. */
  readonly because: readonly string[];
  /** What a person can do about it, where something can be done. */
  readonly todo?: string;
}

/** The same without the state. */
export type Told = Omit<Why, 'state'>;
