import type { SharedItem } from '@homeroll/protocol/shared-set';
import { fileNameOf, kindByName, type MediaKind, mediaKind } from './media-kind.ts';

/** One picture or video, from whichever kind of link it came. Addresses are absolute. */
export interface MediaItem {
  readonly kind: MediaKind;
  readonly name: string;
  /** What is shown. */
  readonly view: string;
  /** What is saved and shared, byte for byte. */
  readonly file: string;
  readonly poster: string | undefined;
  /** Bytes; undefined where it is not known before. */
  readonly size: number | undefined;
  /** Width by height; undefined where it is not known before. */
  readonly ratio: number | undefined;
}

export function itemAt(address: string): MediaItem {
  return {
    kind: kindByName(address) ?? 'picture',
    name: fileNameOf(address),
    view: address,
    file: address,
    poster: undefined,
    size: undefined,
    ratio: undefined,
  };
}

/** `folder` ends with a slash. A video is always tried as it is: which formats play differs from browser to browser. */
export function sharedItem(item: SharedItem, folder: string): MediaItem {
  const { width, height } = item;
  const kind = mediaKind(item.mediaType, item.fileName) ?? 'picture';
  const address = (relative: string) => new URL(relative, folder).href;
  return {
    kind,
    name: item.fileName,
    view: address(kind === 'video' ? item.file : item.view),
    file: address(item.file),
    poster: address(item.thumb),
    size: item.size,
    ratio: width && height ? width / height : undefined,
  };
}
