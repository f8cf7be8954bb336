import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { nodeHttpClient } from '@homeroll/destinations/http/node-http-client';
import { childrenOf, parseXml, textIn } from '@homeroll/destinations/http/parse-xml';
import { askS3, streamS3, type S3Bucket } from '@homeroll/destinations/s3/s3-bucket';
import { s3Store } from '@homeroll/destinations/s3/s3-store';
import { boothIdOf } from '@homeroll/agent/booth/booth-id';
import { nodeHasher } from '@homeroll/agent/node-hasher';
import { boothFileStore } from '@homeroll/destinations/own-server/booth-file-store';
import { testServer } from '../../apps/server/test/running-server.ts';
import { oneStep, type ContractServer, type RunningServer } from './contract-server.ts';
import { opened } from '../destinations/opened.ts';
import { hasApache, startApacheDav } from './apache-dav.ts';
import type { DavServer } from './dav-server.ts';
import { startNextcloudStandIn } from './nextcloud-stand-in.ts';
import { hasNginxDav, startNginxDav } from './nginx-dav.ts';
import { hasRclone, startRcloneDav } from './rclone-dav.ts';
import { seenOnDisk } from './seen-on-disk.ts';
import { hasSwift, startSwiftS3, type S3Server } from './swift-s3.ts';

const noLinks = ['askAsGuest'] as const;
const onlyFiles = ['resumableFrom', ...noLinks] as const;

const deletesFirst = 'it deletes the old file a moment before the new one gets its name';

export const webServers: readonly ContractServer[] = [
  {
    ...{ name: 'Apache 2.4 (mod_dav)', kind: 'webdav', isHere: hasApache, lacks: onlyFiles },
    start: async () => davRunning(await startApacheDav()),
    exempt: {},
    sometimes: { [oneStep]: deletesFirst },
  },
  {
    ...{ name: 'nginx 1.22 (dav-ext)', kind: 'webdav', isHere: hasNginxDav, lacks: onlyFiles },
    start: async () => davRunning(await startNginxDav()),
    exempt: {},
  },
  {
    ...{ name: 'nginx 1.22 without its extension', kind: 'webdav', isHere: hasNginxDav, lacks: onlyFiles },
    start: async () => davRunning(await startNginxDav({ withoutExtension: true })),
    exempt: {},
  },
  {
    ...{ name: 'rclone 1.60 serve webdav', kind: 'webdav', isHere: hasRclone, lacks: onlyFiles },
    start: async () => davRunning(await startRcloneDav()),
    exempt: {},
    sometimes: { [oneStep]: deletesFirst },
  },
  {
    ...{ name: 'Nextcloud as documented (a stand-in)', kind: 'nextcloud', isHere: true, lacks: [] },
    start: nextcloudRunning,
    exempt: {
      'takes a name with 255 bytes': 'Nextcloud keeps names of up to 250 bytes',
      'takes a name with 255 ASCII signs': 'Nextcloud keeps names of up to 250 bytes',
    },
  },
  {
    ...{ name: 'OpenStack Swift 2.30 (s3api)', kind: 's3', isHere: hasSwift, lacks: noLinks },
    start: async () => s3Running(await startSwiftS3()),
    exempt: {},
  },
  {
    ...{
      name: 'Homeroll (a booth at our own server)',
      kind: 'own-server',
      isHere: true,
      lacks: ['askAsGuest', 'readBack', 'namesIn', 'resumableFrom'],
    },
    start: ownServerRunning,
    exempt: { 'holds an empty file': 'a library takes no empty photos' },
  },
];

async function ownServerRunning(): Promise<RunningServer> {
  const server = await testServer();
  const http = nodeHttpClient({ connections: 8 });
  const secret = randomBytes(32).toString('base64url');
  const store = boothFileStore(
    { address: server.address, token: server.token, http: http.send },
    {
      ...{ name: 'a booth', booth: { id: boothIdOf(secret), name: 'Booth', secret }, hasher: nodeHasher },
      // Large files go piece by piece, as they do for real from 16 MiB on.
      ...{ resumableFrom: 600_000, pieceBytes: 256 * 1024 },
      stream: (url, headers, signal) =>
        http.stream({ method: 'GET', url, headers, ...(signal === undefined ? {} : { signal }) }),
      close: () => http.close(),
    },
  );
  return { store, stop: () => server.close() };
}

async function davRunning({ address, username, password, root, stop }: DavServer): Promise<RunningServer> {
  const folder = 'of the booth';
  return {
    store: await opened('webdav', { url: address, username, password, folder }),
    ...seenOnDisk(join(root, folder)),
    stop,
  };
}

async function nextcloudRunning(): Promise<RunningServer> {
  const { address, username, password, root, undocumented, uploads, stop } = await startNextcloudStandIn();
  const folder = 'Photos/Booth';
  const url = `${address}/index.php/apps/files/`;
  return {
    store: await opened('nextcloud', { url, username, password, folder }),
    ...seenOnDisk(join(root, folder)),
    resumableFrom: 10 * 1024 * 1024,
    askAsGuest: async (asked) => {
      const answer = await fetch(asked);
      return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
    },
    complaints: () => [...undocumented, ...uploads().map((name) => `the upload ${name} is left`)],
    stop,
  };
}

async function s3Running({
  endpoint,
  region,
  accessKeyId,
  secretAccessKey,
  stop,
}: S3Server): Promise<RunningServer> {
  const http = nodeHttpClient({ connections: 4 });
  const key = { region, accessKeyId, secretAccessKey };
  const bucket: S3Bucket = { http, ...key, bucket: 'booth', address: `${endpoint}/booth` };
  await askS3(bucket, { method: 'PUT', key: '', takes: [200] });
  const list = async (query: Record<string, string>, each: string, name: string): Promise<string[]> => {
    const { text } = await askS3(bucket, { method: 'GET', key: '', query, takes: [200] });
    return childrenOf(parseXml(text), each).map((one) => textIn(one, name) ?? '');
  };
  return {
    // Parts as small as they may be: what is asked of large files is asked of smaller ones.
    store: s3Store({ name: 'the booth', bucket, folder: 'of the booth', sizes: smallParts }),
    readBack: async (path) => {
      const request = { method: 'GET', key: `of the booth/${path}`, takes: [200, 404] } as const;
      const { status, body } = await streamS3(bucket, request);
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(piece);
      return status === 200 ? Buffer.concat(pieces) : undefined;
    },
    namesIn: async (folder) => {
      const prefix = `of the booth/${folder}/`;
      const keys = await list({ 'list-type': '2', prefix }, 'Contents', 'Key');
      const uploads = await list({ uploads: '', prefix }, 'Upload', 'Key');
      return [...keys, ...uploads].map((one) => one.slice(prefix.length).split('/')[0] ?? '');
    },
    resumableFrom: smallParts.largestWhole,
    stop: async () => {
      http.close();
      await stop();
    },
  };
}

const smallParts = { largestWhole: 6 * 1024 * 1024, part: 5 * 1024 * 1024 };
