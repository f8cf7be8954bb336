import { randomUUID } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { metadataToHeaders, type UploadMetadata } from '@homeroll/protocol/upload-metadata';
import { routes } from '@homeroll/protocol/routes';
import { freePort, homeroll, output, saidBy, startNode, stop } from '../programs.ts';
import type { Sample } from '../samples.ts';
import type { Receiver, StartReceiver } from './receiver.ts';

export interface HomerollServer extends Receiver {
  readonly address: string;
  readonly token: string;
}

const user = 'anna';
const tokenFile = 'bench-token';

/** Makes a data folder with a user and a token, which lies in it as a file. */
export async function newLibrary(folder: string): Promise<void> {
  const env = { HOMEROLL_PASSWORD: randomUUID() };
  await output(startNode([homeroll, 'user', 'add', user, '--data', folder], { env }));
  const made = await output(startNode([homeroll, 'token', 'create', '--data', folder, '--user', user]));
  await writeFile(join(folder, tokenFile), /\S+(?=\s*$)/.exec(made)?.[0] ?? '');
}

/** `homeroll serve` as it is, on a data folder made before. `nodeArgs` for a profile. */
export async function serve(folder: string, nodeArgs: readonly string[] = []): Promise<HomerollServer> {
  const port = await freePort();
  const child = startNode([
    ...[...nodeArgs, homeroll, 'serve', '--data', folder],
    ...['--host', '127.0.0.1', '--port', String(port)],
  ]);
  await saidBy(child, /is running/);
  const token = await readFile(join(folder, tokenFile), 'utf8');
  return {
    address: `http://127.0.0.1:${String(port)}`,
    token,
    port,
    processId: child.pid ?? 0,
    requestFor: (sample) => put(sample, token),
    stop: () => stop(child),
  };
}

/** A fresh server each time: a copy of an empty library. `more` is said of every file. */
export function homerollReceiver(
  library: string,
  more: Omit<UploadMetadata, 'fileName'> = {},
  nodeArgs: readonly string[] = [],
): StartReceiver {
  return async (folder) => {
    await cp(library, folder, { recursive: true });
    const server = await serve(folder, nodeArgs);
    return { ...server, requestFor: (sample) => put(sample, server.token, more) };
  };
}

function put(sample: Sample, token: string, more: Omit<UploadMetadata, 'fileName'> = {}) {
  const metadata = { fileName: sample.name, lastModified: Date.now(), ...more };
  return {
    method: 'PUT',
    path: routes.mediaByHash(sample.hash),
    headers: { authorization: `Bearer ${token}`, ...metadataToHeaders(metadata) },
  };
}

/** The same server by its resumable door, in one request (creation-with-upload). */
export function homerollTusReceiver(library: string): StartReceiver {
  return async (folder) => {
    await cp(library, folder, { recursive: true });
    const server = await serve(folder);
    return { ...server, requestFor: (sample) => tusCreation(sample, routes.tus, server.token) };
  };
}

/** `POST` with the whole body, as tus 1.0 describes creation-with-upload. */
export function tusCreation(sample: Sample, path: string, token?: string) {
  const pair = (key: string, value: string): string => `${key} ${Buffer.from(value).toString('base64')}`;
  return {
    method: 'POST',
    path,
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': sample.size,
      'upload-metadata': `${pair('filename', sample.name)},${pair('hash', sample.hash)}`,
      'content-type': 'application/offset+octet-stream',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  };
}
