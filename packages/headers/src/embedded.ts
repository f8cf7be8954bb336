import type { HeaderReader } from './header-reader.ts';

/** Where the metadata lies in a picture's file, as its container says. Null where there is none. */
export interface Embedded {
  /** As stored, before any turning. */
  readonly width: number | null;
  readonly height: number | null;
  /** Starts at the TIFF header. */
  readonly exif: HeaderReader | null;
  /** An XMP packet, XML text. */
  readonly xmp: HeaderReader | null;
  /** IPTC-IIM data sets. */
  readonly iptc: HeaderReader | null;
  /** The container turns the picture itself (HEIF), so what EXIF says of the orientation does not count. */
  readonly turnsItself: boolean;
}

export const nothingEmbedded: Embedded = {
  width: null,
  height: null,
  exif: null,
  xmp: null,
  iptc: null,
  turnsItself: false,
};
