// The known way of on-demand sharing, written from the facts of its protocol: one script on a web space, where nothing
// can wake anything else, so that the queue and the visitor's request each look into a table every 500 ms. Files are
// taken whole before the first byte goes out. node bench/peers/dl-php-relay.ts PORT FOLDER
import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync, createReadStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';

const tickMs = 500;
const [port = '0', folder = '.'] = process.argv.slice(2);
const pending = new Set<string>();

createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://peer');
  const id = (searchParams.get('id') ?? '').replace(/[^\w-]/g, '');
  if (request.method === 'GET' && searchParams.get('action') === 'download') void download(id, response);
  // The form's fields are in the query, which saves the peer the work of taking a form apart.
  else if (searchParams.get('action') === 'upload') void upload(id, request, response);
  else void queue(response);
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));

async function queue(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json', 'x-accel-buffering': 'no' });
  while (!response.destroyed) {
    for (const id of pending)
      response.write(`${JSON.stringify({ file_identifier: id, status: 'pending' })}\n`);
    pending.clear();
    response.write(`{"ping":${Math.floor(Date.now() / 1000)}}\n`);
    await pause(tickMs);
  }
}

async function upload(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const temporary = join(folder, randomUUID());
  await pipeline(request, createWriteStream(temporary));
  await rename(temporary, join(folder, id));
  response.end('file successfully saved and ready to download');
}

async function download(id: string, response: ServerResponse): Promise<void> {
  const path = join(folder, id);
  if (!existsSync(path)) pending.add(id);
  while (!existsSync(path)) await pause(tickMs);
  const { size } = await stat(path);
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': size });
  // Who has the first byte leaves.
  await pipeline(createReadStream(path), response).catch(() => undefined);
}
