import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileStore } from '@homeroll/core/ports/file-store';
import { nodeHasher } from '@homeroll/agent/node-hasher';
import { readAll } from '@homeroll/destinations/conformance/files/tidily';
import { nodeHttpClient } from '@homeroll/destinations/http/node-http-client';
import { boothFileStore } from '@homeroll/destinations/own-server/booth-file-store';
import { oddWeb, type OddWeb } from '../servers/odd-web.ts';
import { opened, pathOf } from './opened.ts';

// Answers that no server program gives by itself: they come from what is on the way, or between two requests.
const path = pathOf('party/one.jpg');
let web: OddWeb;
let store: FileStore;
afterEach(async () => {
  await store.close();
  await web.stop();
});

async function openAt(kind: 's3' | 'webdav' | 'own-server', listener: RequestListener): Promise<void> {
  web = await oddWeb((request, response) => {
    request.resume();
    listener(request, response);
  });
  const { address } = web;
  if (kind === 'own-server') store = ownServer(address);
  else
    store = await opened(kind, {
      ...{ url: address, endpoint: address, bucket: 'booth', accessKeyId: 'id', secretAccessKey: 'key' },
    });
}

function ownServer(address: string): FileStore {
  const http = nodeHttpClient({ connections: 4 });
  return boothFileStore(
    { address, http: http.send },
    {
      ...{ name: 'a booth', booth: { id: 'a', name: 'Booth', secret: 'secret' }, hasher: nodeHasher },
      stream: (url, headers, signal) =>
        http.stream({ method: 'GET', url, headers, ...(signal === undefined ? {} : { signal }) }),
      close: () => http.close(),
    },
  );
}

/** PROPFIND finds a file of nine bytes, and POST a photo of as many; `get` answers all else. */
const foundBut =
  (get: RequestListener): RequestListener =>
  (request, response) => {
    if (request.method === 'PROPFIND') response.writeHead(207).end(multistatus);
    else if (request.method === 'POST')
      response.end(JSON.stringify({ id: 1, hash: 'a'.repeat(64), size: 9 }));
    else if (request.method === 'PUT') response.writeHead(204).end();
    else get(request, response);
  };

const multistatus =
  '<d:multistatus xmlns:d="DAV:"><d:response><d:href>/party/one.jpg</d:href><d:propstat><d:prop>' +
  '<d:resourcetype/><d:getcontentlength>9</d:getcontentlength></d:prop>' +
  '<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>';

describe('an answer that is no picture', () => {
  it.each([
    ['s3', 200, 'protocol'],
    ['webdav', 404, 'missing'],
    ['own-server', 503, 'protocol'],
  ] as const)('holds up nothing that is asked of %s after it', async (kind, status, fault) => {
    await openAt(
      kind,
      foundBut((_request, response) => response.writeHead(status).end('<!doctype html><title>Welcome!')),
    );
    for (let time = 0; time < 6; time += 1) {
      await expect(readAll(store, path)).rejects.toMatchObject({ fault });
    }
  });
});

describe('WebDAV without PROPFIND', () => {
  const without =
    (location: string): RequestListener =>
    (request, response) => {
      if (request.method === 'PROPFIND') response.writeHead(405).end();
      else response.writeHead(302, { location }).end();
    };

  it('takes the way to a page that asks for a login for no folder: nothing is said to be removed', async () => {
    await openAt('webdav', without('http://login.example.net/?token=secret'));
    await expect(store.stat(path)).rejects.toMatchObject({ fault: 'protocol' });
    await expect(store.remove(path)).rejects.toMatchObject({ fault: 'protocol' });
  });

  it('takes the way to the same name with a slash for a folder', async () => {
    await openAt('webdav', without('http://by.another.name/dav/party/one%2Ejpg/'));
    expect(await store.stat(path)).toBeUndefined();
  });
});

it('a picture of WebDAV that ends early is not taken for whole where its length was not told', async () => {
  await openAt(
    'webdav',
    foundBut((_request, response) => {
      response.socket?.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhalf');
    }),
  );
  await expect(readAll(store, path)).rejects.toMatchObject({ fault: 'unreachable' });
});
