import { createHash, randomFillSync } from 'node:crypto';

/** A file in memory, in pieces of at most 64 MiB. */
export interface Sample {
  readonly name: string;
  readonly pieces: readonly Buffer[];
  readonly size: number;
  readonly hash: string;
}

/** JPEGs by their headers (size and shooting time, on four days), random bytes behind. */
export function photos(count: number, size: number): readonly Sample[] {
  return Array.from({ length: count }, (_, place) => {
    const day = String(11 + (place % 4));
    const time = [place / 3600, place / 60, place].map((part) =>
      String(Math.floor(part) % 24).padStart(2, '0'),
    );
    const head = jpegHead(`2026:06:${day} ${time.join(':')}`);
    const bytes = Buffer.allocUnsafe(size);
    randomFillSync(bytes);
    head.copy(bytes);
    bytes.writeUInt16BE(0xffd9, size - 2);
    return hashed({ name: `IMG_${String(place).padStart(5, '0')}.jpg`, pieces: [bytes], size });
  });
}

/** One video by its first bytes. */
export function video(size: number): Sample {
  const most = 64 * 1024 * 1024;
  const pieces = Array.from({ length: Math.ceil(size / most) }, (_, place) =>
    randomFillSync(Buffer.allocUnsafe(Math.min(most, size - place * most))),
  );
  Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41', 'latin1').copy(pieces[0]!);
  return hashed({ name: 'MOV_0001.mp4', pieces, size });
}

/** Other bytes in the same memory: no round sends what an earlier one sent. */
export function freshened(samples: readonly Sample[]): readonly Sample[] {
  return samples.map((sample) => {
    const last = sample.pieces.at(-1)!;
    randomFillSync(last, last.length - 34, 32);
    return hashed(sample);
  });
}

export function bytesOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, { size }) => sum + size, 0);
}

function hashed({ name, pieces, size }: Omit<Sample, 'hash'>): Sample {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return { name, pieces, size, hash: hash.digest('hex') };
}

/** SOI, APP1 with Exif (big-endian TIFF: IFD0 → Exif IFD → DateTimeOriginal), SOF0 of 4000 × 3000, SOS. */
function jpegHead(taken: string): Buffer {
  const exif = Buffer.concat([
    Buffer.from('Exif\0\0MM\0*\0\0\0\x08', 'latin1'),
    Buffer.from('00018769000400000001' + '0000001a' + '00000000', 'hex'),
    Buffer.from('00019003000200000014' + '0000002c' + '00000000', 'hex'),
    Buffer.from(`${taken}\0`, 'latin1'),
  ]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  return Buffer.concat([
    Buffer.from('ffd8ffe1', 'hex'),
    length,
    exif,
    Buffer.from('ffc0001108' + '0bb80fa0' + '03012200021101031101', 'hex'),
    Buffer.from('ffda000c03010002110311003f00', 'hex'),
  ]);
}
