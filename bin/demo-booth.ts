import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two pictures. */
const pace = 12_000;
const first = 5;

/**
 * A booth where a party of round faces has its pictures taken, so that everything can be seen working: makes them in
 * the folder, as a booth program does, until the signal is raised.
 */
export async function demoBooth(folder: string, signal: AbortSignal): Promise<void> {
  const full = join(folder, 'media', 'processed_full');
  await mkdir(full, { recursive: true });
  for (let number = 0; !signal.aborted; number += 1) {
    await shoot(full, number);
    if (number >= first - 1) await pause(pace, undefined, { signal }).catch(() => undefined);
  }
}

async function shoot(folder: string, number: number): Promise<void> {
  const { default: sharp } = await import('sharp');
  const jpeg = await sharp(Buffer.from(partyPicture(number)))
    .jpeg({ quality: 88 })
    .toBuffer();
  const stamp = new Date()
    .toISOString()
    .replace(/[-:]/g, '')
    .replace('T', '-')
    .replace(/\.(\d+)Z/, '-$1');
  const path = join(folder, `${stamp}${String(number).padStart(3, '0')}.jpg`);
  await writeFile(`${path}.tmp`, jpeg);
  await rename(`${path}.tmp`, path);
}

const walls = ['#f3b562', '#8cbcb9', '#f06060', '#5c4b51', '#7fa99b', '#c3aed6', '#f2a1a1', '#6c8ead'];
const skins = ['#ffd9b3', '#e8b98e', '#c68642', '#8d5524', '#f1c27d', '#ffdbac'];
const shirts = ['#2b4162', '#b33951', '#385f71', '#f5f0f6', '#1b998b', '#e3b505'];

/** Two to four friends before a wall, the same for the same number. */
function partyPicture(number: number): string {
  const friends = 2 + (number % 3);
  const pick = (list: readonly string[], by: number): string => list[Math.abs(by) % list.length] ?? '#888';
  const faces = Array.from({ length: friends }, (_, place) => {
    const x = (1800 / (friends + 1)) * (place + 1);
    const y = 640 + ((number * 37 + place * 101) % 160) - 80;
    const size = 170 + ((number * 13 + place * 29) % 50);
    return friend({
      x,
      y,
      size,
      skin: pick(skins, number + place * 5),
      shirt: pick(shirts, number * 3 + place),
      smile: (number + place) % 3,
    });
  });
  const lights = Array.from({ length: 13 }, (_, place) => {
    const y = 90 + 60 * Math.sin((place / 12) * Math.PI);
    return `<circle cx="${String(place * 150)}" cy="${String(y)}" r="16" fill="#fff6d5"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1800" height="1200" viewBox="0 0 1800 1200">
    <rect width="1800" height="1200" fill="${pick(walls, number)}"/>${lights.join('')}${faces.join('')}</svg>`;
}

interface Friend {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly skin: string;
  readonly shirt: string;
  readonly smile: number;
}

function friend({ x, y, size, skin, shirt, smile }: Friend): string {
  const eye = (side: number): string =>
    `<circle cx="${String(x + side * size * 0.35)}" cy="${String(y - size * 0.15)}" r="${String(size * 0.09)}" fill="#222"/>`;
  const depth = size * (0.35 + smile * 0.18);
  const mouth = `<path d="M ${String(x - size * 0.4)} ${String(y + size * 0.25)} q ${String(size * 0.4)} ${String(depth)} ${String(size * 0.8)} 0" stroke="#222" stroke-width="14" fill="none" stroke-linecap="round"/>`;
  const body = `<ellipse cx="${String(x)}" cy="${String(y + size * 2.6)}" rx="${String(size * 1.5)}" ry="${String(size * 1.7)}" fill="${shirt}"/>`;
  return `${body}<circle cx="${String(x)}" cy="${String(y)}" r="${String(size)}" fill="${skin}"/>${eye(-1)}${eye(1)}${mouth}`;
}
