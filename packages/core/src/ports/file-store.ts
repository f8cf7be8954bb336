import type { CancelSignal } from './cancel-signal.ts';

/**
 * Files at a place that guests read from: a web space, a cloud folder, a disk. They are known by path, because what
 * a guest holds is an address: it is known before the file is there, and stays when the file is changed
 * (docs/decisions/0010). The contract, which `conformance/files/` checks:
 *
 * - A path holds nothing or one whole file. `put` resolves only when the whole file is there and its size was
 *   compared; until then the path holds what it held before, whoever looks and whatever breaks.
 * - What is not there is no error to `stat` and `remove`; `read` calls it `missing`. Folders are made as needed.
 * - Every refusal is a `DestinationError`; errors thrown by `FileContent.open` come out as they are; anything else
 *   is a bug. A raised signal ends a call soon, with any error.
 * - Calls may overlap. Of two puts to one path at the same time one whole file remains.
 */
export interface FileStore {
  /** For people: `party on ftp.example.org`. */
  readonly name: string;
  put(path: StorePath, content: FileContent, signal?: CancelSignal): Promise<void>;
  stat(path: StorePath, signal?: CancelSignal): Promise<StoredFile | undefined>;
  /** The whole file, from its begin. */
  read(path: StorePath, signal?: CancelSignal): AsyncIterable<Uint8Array>;
  remove(path: StorePath, signal?: CancelSignal): Promise<void>;
  /**
   * Makes the place readable for everybody who has a link, where it can do that by itself, and answers the address
   * under which paths are found then (no slash at the end). Doing it again answers the same address.
   */
  readonly publish?: (signal?: CancelSignal) => Promise<string>;
  /** Hangs up. Calls after it connect anew. */
  close(): Promise<void>;
}

/**
 * Relative to the place's root, parts joined by `/`; none of them is empty, `.` or `..`, none has a control
 * character or a backslash, and in UTF-8 each has at most 255 bytes.
 */
export type StorePath = string & { readonly kind: 'StorePath' };

/** `undefined` for text that is no such path. */
export function parseStorePath(text: string): StorePath | undefined {
  return text.split('/').every(isPart) ? (text as StorePath) : undefined;
}

export interface StoredFile {
  /** Bytes. */
  readonly size: number;
}

export interface FileContent {
  /** Bytes. */
  readonly size: number;
  /** `image/jpeg` */
  readonly mediaType: string;
  /** What it is called at home, for places that keep such a label beside the path. */
  readonly fileName?: string;
  /**
   * Another text whenever the bytes may be others. What a broken-off put left behind is gone on with only for the
   * same version.
   */
  readonly version: string;
  /** The bytes from `offset` to the end, exactly `size - offset` of them, or a `SourceError`. Repeatable. */
  readonly open: (offset: number) => AsyncIterable<Uint8Array>;
  /** The same for a reading that sends nothing, such as for a hash; absent: `open` does. */
  readonly openHere?: (offset: number) => AsyncIterable<Uint8Array>;
  /** Told now and then how many bytes have left. Goes back when a piece is sent again. */
  readonly progress?: (bytes: number) => void;
}

function isPart(part: string): boolean {
  // A lone half of a surrogate pair is no text that could be written anywhere.
  const isOdd = part === '' || part === '.' || part === '..' || /[\p{Cc}\p{Cs}\\]/u.test(part);
  return !isOdd && utf8Length(part) <= 255;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
