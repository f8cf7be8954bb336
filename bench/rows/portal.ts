import { createHash } from 'node:crypto';
import { cp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { routes } from '@homeroll/protocol/routes';
import type { Finding } from '../finding.ts';
import { programPath, root } from '../programs.ts';
import { serve } from '../receivers/homeroll-server.ts';
import type { Bench } from '../row.ts';

/** The page that guests open: its size, and what is asked of the server until the picture is seen. */
export async function portal(bench: Bench): Promise<readonly Finding[]> {
  const { size } = await stat(join(root, 'apps/portal/dist/index.html'));
  const requests = await requestsUntilSeen(bench);
  const finding = { row: 'portal', peer: undefined };
  return [
    {
      ...finding,
      work: 'size of the one file',
      ours: { unit: 'kB', values: [size / 1000] },
      want: { atMost: 30 },
    },
    ...(requests === undefined
      ? []
      : [
          {
            ...{ ...finding, work: 'requests before the picture shows (Chromium)' },
            ours: { unit: 'requests', values: [requests] },
            want: { atMost: 2 },
          },
        ]),
  ];
}

/** `undefined` where there is no Chromium. */
async function requestsUntilSeen(bench: Bench): Promise<number | undefined> {
  const executablePath = programPath('chromium');
  if (executablePath === undefined) return undefined;
  const data = await bench.folder('data');
  await cp(await bench.stocked(0), data, { recursive: true });
  const server = await serve(data);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const url = await sharedPhoto(server.address, server.token);
    const page = await browser.newPage();
    let requests = 0;
    page.on('request', (request) => {
      if (request.url().startsWith('http')) requests += 1;
    });
    await page.goto(url);
    // The page's policy lets nobody wait inside it by a text that is evaluated.
    while (!(await page.evaluate<boolean>(isSeen))) await pause(20);
    return requests;
  } finally {
    await browser.close();
    await server.stop();
  }
}

const isSeen = '[...document.images].some((image) => image.complete && image.naturalWidth > 500)';

async function sharedPhoto(address: string, token: string): Promise<string> {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const body = await sharp({ create: { width: 2000, height: 1500, channels: 3, background: '#777', noise } })
    .jpeg()
    .toBuffer();
  const hash = createHash('sha256').update(body).digest('hex');
  const headers = { authorization: `Bearer ${token}` };
  const taken = await fetch(address + routes.mediaByHash(hash), {
    method: 'PUT',
    headers: { ...headers, 'homeroll-file-name': 'IMG_1.jpg' },
    body: new Uint8Array(body),
  });
  const { id } = (await taken.json()) as { id: number };
  const share = await fetch(address + routes.shares, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ items: [id] }),
  });
  return address + ((await share.json()) as { path: string }).path;
}
