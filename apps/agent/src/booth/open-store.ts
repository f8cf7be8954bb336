import type { FileStore } from '@homeroll/core/ports/file-store';
import { storeKinds } from '@homeroll/destinations/catalogue';
import { nodeHttpClient } from '@homeroll/destinations/http/node-http-client';
import type { StoreKind } from '@homeroll/destinations/store-kind';
import { boothFileStore } from '@homeroll/destinations/own-server/booth-file-store';
import { limited } from '@homeroll/destinations/wrappers/limited';
import { patientFiles } from '@homeroll/destinations/wrappers/patient-files';
import { nodeHasher } from '../node-hasher.ts';
import { systemClock } from '../system-clock.ts';
import { publishingOf } from './settings/booth-options.ts';
import type { DestinationSettings } from './settings/destination-settings.ts';
import type { OwnServerValues } from './settings/destination-kinds.ts';

/** The booth as a server of ours knows it. */
export interface BoothIdentity {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
}

/** The place that a destination names; `undefined` for a relay, which keeps nothing. Connects nowhere yet. */
export async function openStore(
  destination: DestinationSettings,
  booth: BoothIdentity,
): Promise<FileStore | undefined> {
  const store = await bareStore(destination, booth);
  if (store === undefined) return undefined;
  const { uploadLimit } = publishingOf(destination.values);
  const paced = uploadLimit === 0 ? store : limited(store, uploadLimit * 1000, systemClock);
  return patientFiles(paced, systemClock);
}

async function bareStore(
  { name, kind, values }: DestinationSettings,
  booth: BoothIdentity,
): Promise<FileStore | undefined> {
  if (kind === 'own-server') return ownServerStore(name, values as unknown as OwnServerValues, booth);
  // Which values fit which kind was found by their schemas.
  const kinds = storeKinds as unknown as Readonly<Record<string, StoreKind | undefined>>;
  return kinds[kind]?.open(values, { name, clock: systemClock });
}

/** Connections to one server at a time: two files, and questions beside. */
const connections = 4;

function ownServerStore(
  name: string,
  { url, token, verifyCertificate }: OwnServerValues,
  booth: BoothIdentity,
): FileStore {
  const http = nodeHttpClient({ connections, verifyCertificate });
  return boothFileStore(
    { address: url, token, http: http.send },
    {
      ...{ name, booth },
      hasher: nodeHasher,
      stream: (address, headers, signal) =>
        http.stream({ method: 'GET', url: address, headers, ...(signal === undefined ? {} : { signal }) }),
      close: () => http.close(),
    },
  );
}
