// The floor of a sync client: list, read, hash, ask by 100, send 8 at a time. No journal, no states, no retries.
// node bare-client.ts FOLDER ADDRESS TOKEN
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { metadataToHeaders } from '@homeroll/protocol/upload-metadata';
import { routes } from '@homeroll/protocol/routes';

interface Read {
  readonly name: string;
  readonly bytes: Buffer;
  readonly hash: string;
  readonly lastModified: number;
}

const [folder = '', address = '', token = ''] = process.argv.slice(2);
const { hostname: host, port } = new URL(address);
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const authorization = `Bearer ${token}`;

function call(method: string, path: string, headers: Record<string, string>, body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        agent,
        host,
        port,
        method,
        path,
        headers: { authorization, 'content-length': body.length, ...headers },
      },
      (response) => {
        let text = '';
        response.on('data', (piece: Buffer) => (text += piece.toString()));
        response.on('end', () =>
          (response.statusCode ?? 500) < 300 ? resolve(text) : reject(new Error(text)),
        );
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}

async function read(name: string): Promise<Read> {
  const path = join(folder, name);
  const [bytes, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
  return { name, bytes, hash: createHash('sha256').update(bytes).digest('hex'), lastModified: mtimeMs };
}

/** Reads and asks; answers what is to be sent. */
async function prepare(names: readonly string[]): Promise<readonly Read[]> {
  const files: Read[] = [];
  for (let at = 0; at < names.length; at += 4)
    files.push(...(await Promise.all(names.slice(at, at + 4).map(read))));
  const question = Buffer.from(JSON.stringify({ hashes: files.map(({ hash }) => hash) }));
  const text = await call('POST', routes.check, { 'content-type': 'application/json' }, question);
  const there = new Set((JSON.parse(text) as { exists: number[] }).exists);
  return files.filter((_file, place) => !there.has(place));
}

async function send(files: readonly Read[]): Promise<void> {
  const waiting = files.values();
  const one = async (): Promise<void> => {
    for (const { name, bytes, hash, lastModified } of waiting) {
      await call('PUT', routes.mediaByHash(hash), metadataToHeaders({ fileName: name, lastModified }), bytes);
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
}

const names = readdirSync(folder);
let sending: Promise<void> = Promise.resolve();
for (let at = 0; at < names.length; at += 100) {
  const files = await prepare(names.slice(at, at + 100));
  await sending;
  sending = send(files);
}
await sending;
agent.destroy();
