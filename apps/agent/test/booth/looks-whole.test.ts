import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { looksWhole } from '@homeroll/agent/booth/looks-whole';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-whole-'));
});
afterAll(() => rm(folder, { recursive: true }));

const picture = sharp({
  create: {
    width: 300,
    height: 200,
    channels: 3,
    background: '#a55',
    noise: { type: 'gaussian', mean: 128, sigma: 60 },
  },
});

/** A box of ISO/IEC 14496-12; `size` is what it says of itself. */
function box(type: string, content: Buffer, size = content.length + 8): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(size);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}
const begin = box('ftyp', Buffer.from('isommp42'));
const media = Buffer.alloc(5000, 7);
const index = box('moov', Buffer.alloc(300));

async function isWhole(bytes: Buffer): Promise<boolean> {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return looksWhole(path, bytes.length);
}

describe('B6: whether a file has its end', () => {
  it.each(['jpeg', 'png', 'gif', 'webp'] as const)('a picture as %s', async (format) => {
    const whole = await picture.clone().toFormat(format).toBuffer();
    expect(await isWhole(whole)).toBe(true);
    for (const part of [0.3, 0.6, 0.95]) {
      expect(await isWhole(whole.subarray(0, Math.floor(whole.length * part)))).toBe(false);
    }
  });

  it.each([
    ['with its index at the end', Buffer.concat([begin, box('mdat', media), index])],
    ['with its index first', Buffer.concat([begin, index, box('mdat', media)])],
    ['with a last part that ends with the file', Buffer.concat([begin, index, box('mdat', media, 0)])],
  ])('a video %s', async (_says, whole) => {
    expect(await isWhole(whole)).toBe(true);
  });

  it.each([
    ['that an encoder writes, with its sizes to come', Buffer.concat([begin, box('mdat', media, 0)])],
    ['cut in its media', Buffer.concat([begin, index, box('mdat', media)]).subarray(0, 3000)],
    ['without its index', Buffer.concat([begin, box('mdat', media)])],
  ])('a video %s', async (_says, half) => {
    expect(await isWhole(half)).toBe(false);
  });

  it('what tells nothing of its end, and what is not there, is taken as it is', async () => {
    expect(await isWhole(Buffer.from('anything else'))).toBe(true);
    expect(looksWhole(join(folder, 'none.jpg'), 5)).toBe(true);
  });
});
