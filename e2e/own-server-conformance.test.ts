import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { ContentHash } from '@homeroll/core/photo/content-hash';
import type { Destination } from '@homeroll/core/ports/destination';
import { nodeHttpClient, type NodeHttpClient } from '@homeroll/destinations/http/node-http-client';
import { nodeHasher } from '@homeroll/agent/node-hasher';
import { systemClock } from '@homeroll/agent/system-clock';
import type { Subject } from '@homeroll/destinations/conformance/clause';
import { destinationContract } from '@homeroll/destinations/conformance/destination-contract';
import { photoBytes } from '@homeroll/destinations/conformance/photo-bytes';
import { ownServerDestination } from '@homeroll/destinations/own-server/own-server-destination';
import { patient } from '@homeroll/destinations/wrappers/patient';
import type { Right } from '@homeroll/protocol/accounts';
import { routes } from '@homeroll/protocol/routes';
import { testServer, type TestServer } from '../apps/server/test/running-server.ts';

let server: TestServer;
let client: NodeHttpClient;
let subject: Subject;

beforeAll(async () => {
  server = await testServer();
  client = nodeHttpClient({ connections: 10 });
  await server.makeUser('berta');
  subject = {
    destination: destinationFor(await server.makeToken('anna', mayDelete), mayDelete),
    otherAccount: destinationFor(await server.makeToken('berta', ['upload', 'view']), []),
    hasher: nodeHasher,
    makeFile: photoBytes,
    makeSignal: () => {
      const controller = new AbortController();
      return { signal: controller.signal, raise: () => controller.abort() };
    },
    readBack: copiesOf,
    resumableFrom,
    mayRemove: true,
    throwAway: async (hash) => {
      const { status } = await server.request(routes.mediaByHash(hash), { method: 'DELETE' });
      if (status !== 204) throw new Error(`the server answered ${String(status)}`);
    },
  };
});

afterAll(async () => {
  client.close();
  await server.close();
});

describe('our own server, reached over HTTP, keeps the contract of a destination', () => {
  it.each(destinationContract.map((clause) => [clause.says, clause] as const))(
    '%s',
    async (_says, clause) => {
      await clause.check(subject);
    },
  );
});

/** Small, so that the clauses about large files need no large files. */
const resumableFrom = 600_000;

const mayDelete = ['upload', 'view', 'delete'] as const;

function destinationFor(token: string, rights: readonly Right[]): Destination {
  const connection = { address: server.address, token, http: client.send };
  const name = 'anna on the test server';
  // Pieces smaller than a file, so that it travels in several.
  const destination = ownServerDestination(connection, {
    ...{ name, rights, resumableFrom },
    pieceBytes: 256 * 1024,
  });
  return patient(destination, systemClock);
}

/** Looks into the library itself: every file with these bytes, whatever the catalog says. */
async function copiesOf(hash: ContentHash): Promise<readonly Uint8Array[]> {
  const library = join(server.dataFolder, 'library');
  const entries = await readdir(library, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const all = await Promise.all(files.map((file) => readFile(file)));
  return all.filter((bytes) => createHash('sha256').update(bytes).digest('hex') === hash);
}
