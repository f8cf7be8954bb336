// The floor of one Node process: receive, SHA-256, fdatasync, rename, fsync of the folder, for every file. No
// catalog, no framework, no accounts. node bare-receiver.ts FOLDER PORT
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';

const [folder = '', port = ''] = process.argv.slice(2);
const targets = ['0', '1', '2', '3'].map((name) => join(folder, name));
for (const target of targets) await mkdir(target, { recursive: true });
let received = 0;

async function receive(request: IncomingMessage): Promise<string> {
  const temporary = join(folder, randomUUID());
  const file = await open(temporary, 'wx');
  const hash = createHash('sha256');
  for await (const chunk of request as AsyncIterable<Buffer>) {
    hash.update(chunk);
    await file.write(chunk);
  }
  await file.datasync();
  await file.close();
  const digest = hash.digest('hex');
  const target = targets[received++ % targets.length] ?? folder;
  await rename(temporary, join(target, digest));
  const directory = await open(target, 'r');
  await directory.sync();
  await directory.close();
  return digest;
}

createServer((request, response) => {
  receive(request).then(
    (digest) => response.writeHead(201).end(digest),
    (error: unknown) => response.destroy(error as Error),
  );
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
