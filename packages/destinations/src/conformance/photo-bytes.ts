import { randomBytes } from 'node:crypto';

/** Of a JFIF file: enough to be taken for a photo, also where nothing else is taken. */
const jpegHead = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');

/** So many bytes that were never made before and that begin as a photo does. */
export function photoBytes(size: number): Uint8Array {
  return Buffer.concat([jpegHead, randomBytes(Math.max(0, size - jpegHead.length))]).subarray(0, size);
}
