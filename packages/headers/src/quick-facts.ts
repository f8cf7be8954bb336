import type { FileClues } from '@homeroll/core/photo/capture-time';

/** Reads of a file that may lie anywhere: in memory while it arrives, or on the disk. */
export interface RandomAccess {
  /** Bytes. */
  readonly size: number;
  /** Fewer bytes than asked for only where the file ends. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** What a file's headers say, read during the upload. Null where they say nothing or are broken. */
export interface QuickFacts {
  /** By content, `image/jpeg`; `application/octet-stream` where nothing is known. */
  readonly mediaType: string;
  readonly kind: 'photo' | 'video' | 'other';
  /** By content, without the dot, `jpg`; empty where nothing is known. */
  readonly extension: string;
  /** Pixels as seen, that is after the orientation. */
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number | null;
  readonly clues: FileClues;
  readonly make: string | null;
  readonly model: string | null;
  /** 1 to 8, as EXIF numbers them. */
  readonly orientation: number;
  /** Apple's id that joins a Live Photo's picture and video. */
  readonly contentIdentifier: string | null;
}
