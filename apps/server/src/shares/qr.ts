import { encode, renderSVG } from 'uqr';

/** Quiet zone, in modules (ISO/IEC 18004). */
const border = 4;

/** Error level M: a thumb or a scratch over a printed code may hide 15 % of it. */
const level = { ecc: 'M', border } as const;

/** A code as a real vector, black on white in dark mode too. */
export function qrSvg(text: string): string {
  return renderSVG(text, { ...level, pixelSize: 10 });
}

/** A code as PNG, every module at least ten pixels wide. */
export async function qrPng(text: string): Promise<Buffer> {
  // Loaded when it is needed: the server starts without it.
  const { default: sharp } = await import('sharp');
  const { data, size } = encode(text, level);
  const pixels = Buffer.from(data.flat().map((dark) => (dark ? 0 : 255)));
  const scale = Math.max(10, Math.ceil(600 / size));
  return sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .resize(size * scale, size * scale, { kernel: 'nearest' })
    .png({ compressionLevel: 9, palette: true })
    .toBuffer();
}
