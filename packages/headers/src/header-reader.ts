import type { RandomAccess } from './quick-facts.ts';

/** Reads small pieces of a file's headers. A piece that lies outside the file is a `RangeError`. */
export interface HeaderReader {
  /** Bytes. */
  readonly size: number;
  view(offset: number, length: number): Promise<DataView>;
}

const headLength = 64 * 1024;
const blockLength = 4 * 1024;
/** Broken or hostile headers may point in circles; honest ones need a few dozen pieces. */
const maxPieces = 2_000;
const maxPieceLength = 1024 * 1024;

/** Keeps the head and the last block, so that a walk along headers costs few reads of the file. */
export function headerReader(file: RandomAccess): HeaderReader {
  let kept: readonly Block[] = [];
  let pieces = 0;
  return {
    size: file.size,
    async view(offset, length) {
      pieces += 1;
      if (pieces > maxPieces) throw new RangeError('the headers never end');
      if (!(offset >= 0 && length >= 0 && length <= maxPieceLength && offset + length <= file.size)) {
        throw new RangeError('a header points outside the file');
      }
      let block = kept.find((one) => offset >= one.start && offset + length <= one.start + one.bytes.length);
      if (block === undefined) {
        block = await readBlock(file, offset, length);
        kept = [kept[0] ?? block, block];
      }
      return new DataView(block.bytes.buffer, block.bytes.byteOffset + offset - block.start, length);
    },
  };
}

/** A part of a file as if it were a file: offsets in it count from `start`. */
export function partOf(reader: HeaderReader, start: number, length: number): HeaderReader {
  const size = Math.min(length, reader.size - start);
  return {
    size,
    view: async (offset, wanted) => {
      if (!(offset >= 0 && offset + wanted <= size)) throw new RangeError('a header points outside its part');
      return reader.view(start + offset, wanted);
    },
  };
}

/** Latin-1: every byte is a character. */
export function asciiAt(view: DataView, offset: number, length: number): string {
  let text = '';
  for (let place = 0; place < length; place += 1) text += String.fromCharCode(view.getUint8(offset + place));
  return text;
}

export function utf8(view: DataView): string {
  return new TextDecoder().decode(view);
}

interface Block {
  readonly start: number;
  readonly bytes: Uint8Array;
}

async function readBlock(file: RandomAccess, offset: number, length: number): Promise<Block> {
  const start = offset + length <= headLength ? 0 : offset;
  const wanted = start === 0 ? headLength : Math.max(length, blockLength);
  const bytes = await file.read(start, Math.min(wanted, file.size - start));
  if (start + bytes.length < offset + length) throw new RangeError('the file ends early');
  return { start, bytes };
}
