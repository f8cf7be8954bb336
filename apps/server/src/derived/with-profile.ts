import { crc32, deflateSync } from 'node:zlib';

/** Signature and IHDR of a PNG; iCCP stands right behind. */
const headLength = 8 + 25;

/** The PNG with a colour profile in it (PNG, third edition, section 11.3.2.3): sharp takes none for raw pixels. */
export function withProfile(png: Buffer, profile: Buffer): Buffer {
  const content = Buffer.concat([
    Buffer.from('iCCPprofile\0\0', 'latin1'),
    deflateSync(profile, { level: 1 }),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length - 4);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([png.subarray(0, headLength), length, content, check, png.subarray(headLength)]);
}
