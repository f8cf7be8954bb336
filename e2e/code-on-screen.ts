import jsqr from 'jsqr';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';

/** What an independent reader sees in a code on the screen, as a phone would. */
export async function codeOnScreen(code: Locator): Promise<string | undefined> {
  await code.waitFor();
  return codeIn(await code.screenshot());
}

/** The same of a picture file. */
export async function codeIn(picture: Buffer): Promise<string | undefined> {
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const decode = jsqr as unknown as typeof jsqr.default;
  return decode(new Uint8ClampedArray(data), info.width, info.height)?.data;
}
