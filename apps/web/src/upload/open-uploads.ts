import { ownServerDestination } from '@homeroll/destinations/own-server/own-server-destination';
import { patient } from '@homeroll/destinations/wrappers/patient';
import { browserClock } from './browser-clock.ts';
import { UploadQueue } from './upload-queue.ts';
import { workerHasher } from './worker-hasher.ts';
import { xhrHttpClient } from './xhr-http-client.ts';

/** Bytes of one piece of a large file: what a break in the connection costs, and what one takes in memory. */
const pieceBytes = 8 * 1024 * 1024;

/** To the server that this page came from, in the name of whoever is signed in. */
export function openUploads(largest: number): UploadQueue {
  const connection = { address: location.origin, http: xhrHttpClient };
  const destination = ownServerDestination(connection, { name: location.host, pieceBytes });
  return new UploadQueue({
    destination: patient(destination, browserClock),
    clock: browserClock,
    openHasher: workerHasher,
    onOnline,
    largest,
  });
}

function onOnline(tell: () => void): () => void {
  addEventListener('online', tell);
  return () => removeEventListener('online', tell);
}
