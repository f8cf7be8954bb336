import { randomBytes } from 'node:crypto';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileStore, StorePath } from '@homeroll/core/ports/file-store';
import { keepPortal, portalVersion, type PortalPage } from '@homeroll/core/publish/portal-upkeep';
import { portalPath, publishedPath } from '@homeroll/core/publish/published-link';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import { boothKey } from '@homeroll/core/share/booth-key';
import type { TryAnswer, TryStep } from '@homeroll/protocol/booth-page';
import { routes } from '@homeroll/protocol/routes';
import { macWith } from './booth-secrets.ts';
import { openStore, type BoothIdentity } from './open-store.ts';
import { publishingOf, type PublishingValues } from './settings/booth-options.ts';
import type { DestinationSettings } from './settings/destination-settings.ts';
import { tryRelay } from './try-relay.ts';

interface Parts {
  readonly booth: BoothIdentity;
  readonly portal: PortalPage | undefined;
}

type Step = TryAnswer['steps'][number];

/** Milliseconds that a guest would wait for an answer. */
const patience = 15_000;

/**
 * Does once with a destination all that the booth will do with it, with a picture of its own that it takes away again,
 * and says in words what works and what does not.
 */
export async function tryDestination(destination: DestinationSettings, parts: Parts): Promise<TryAnswer> {
  const store = await openStore(destination, parts.booth);
  if (store === undefined) return { steps: [await tryRelay(destination.values)] };
  try {
    return { steps: await tryStore(destination, store, parts) };
  } finally {
    await store.close();
  }
}

async function tryStore(
  { kind, values }: DestinationSettings,
  store: FileStore,
  { booth, portal }: Parts,
): Promise<readonly Step[]> {
  const publishing = publishingOf(values);
  const bytes = tinyPicture();
  const file = madeFile(booth, bytes.length);
  const path = publishedPath(file, publishing);
  const steps = [await done('write', () => put(store, { path, bytes }))];
  if (!isGood(steps)) return steps;
  const made = store.publish === undefined || publishing.mediaUrl !== undefined ? undefined : store.publish;
  let base = publishing.mediaUrl;
  if (made !== undefined)
    steps.push(
      await done('publish', async () => {
        base = await made();
        return null;
      }),
    );
  const address =
    kind === 'own-server'
      ? `${String(values['mediaUrl'] ?? values['url'])}${routes.boothPage(booth.id, file.key)}/1/file`
      : base && `${base}/${path.split('/').map(encodeURIComponent).join('/')}`;
  steps.push(await done('guest', () => getAsGuest(address, bytes)));
  if (kind !== 'own-server' && publishing.useDownloadPortal)
    steps.push(await done('portal', () => lookAtPortal(store, publishing, { base, portal })));
  steps.push(await done('remove', () => store.remove(path).then(() => null)));
  return steps;
}

function isGood(steps: readonly Step[]): boolean {
  return steps.every((step) => step.isGood);
}

/** What `work` tells is worth knowing; a refusal is what is wrong. Bugs go on. */
async function done(step: TryStep, work: () => Promise<Step['told']>): Promise<Step> {
  try {
    return { step, isGood: true, told: await work() };
  } catch (error) {
    if (!(error instanceof DestinationError)) throw error;
    return { step, isGood: false, told: { fault: error.fault, words: error.message } };
  }
}

async function put(
  store: FileStore,
  { path, bytes }: { readonly path: StorePath; readonly bytes: Buffer },
): Promise<null> {
  // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
  const open = async function* (offset: number): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(offset);
  };
  const content = { size: bytes.length, mediaType: 'image/jpeg', version: String(bytes.length), open };
  await store.put(path, { ...content, fileName: 'homeroll-try.jpg' });
  return null;
}

async function getAsGuest(address: string | undefined, bytes: Buffer): Promise<null> {
  if (address === undefined)
    throw new DestinationError(
      'bad-request',
      'guests cannot get at it: say its address for guests (mediaUrl)',
    );
  const answer = await asGuest(address);
  if (answer.status !== 200)
    throw new DestinationError(
      'missing',
      `what was put there is not found under ${withoutName(address)} (the answer was ${String(answer.status)}): is mediaUrl the address of this very folder, and may everybody read it?`,
    );
  if (!Buffer.from(await answer.arrayBuffer()).equals(bytes))
    throw new DestinationError('hash-mismatch', `${withoutName(address)} answers with something else`);
  return null;
}

async function lookAtPortal(
  store: FileStore,
  { autoUpload, downloadPortalUrl }: PublishingValues,
  { base, portal }: { readonly base: string | undefined; readonly portal: PortalPage | undefined },
): Promise<Step['told']> {
  if (autoUpload && portal !== undefined && (await keepPortal(store, portal)) === 'not-ours')
    throw new DestinationError(
      'conflict',
      'there is another page called index.html, which is left alone; choose another folder, or say where the portal is (downloadPortalUrl)',
    );
  const address =
    downloadPortalUrl ?? (autoUpload && base !== undefined ? `${base}/${portalPath}` : undefined);
  if (address === undefined) return { fault: 'no-portal', words: noPortal };
  if (base !== undefined && new URL(address).host !== new URL(base).host)
    throw new DestinationError(
      'bad-request',
      `the portal shows only pictures of its own host, ${new URL(address).host}; the pictures are on ${new URL(base).host}`,
    );
  const answer = await asGuest(address);
  if (answer.status !== 200 || portalVersion(await answer.text()) === undefined)
    throw new DestinationError('missing', `there is no Homeroll portal at ${address}`);
  return null;
}

const noPortal =
  'There is no portal, so codes lead to the bare file. To have one, write it with “homeroll portal index.html”, put it on a web space of the same host, and say its address (downloadPortalUrl).';

async function asGuest(address: string): Promise<Response> {
  try {
    return await fetch(address, { signal: AbortSignal.timeout(patience), headers: { connection: 'close' } });
  } catch (cause) {
    throw new DestinationError('unreachable', `nothing answers at ${new URL(address).origin}`, { cause });
  }
}

/** Without the last part, which nobody but guests needs. */
function withoutName(address: string): string {
  return address.replace(/[^/]*$/, '…');
}

function madeFile({ secret }: BoothIdentity, size: number): BoothFile {
  const path = `homeroll-try/${randomBytes(6).toString('hex')}.jpg`;
  return { path, key: boothKey(path, macWith(secret)), size, modifiedAt: 0, version: '1' };
}

/** The smallest JPEG (one grey point), different each time by what follows its end. */
function tinyPicture(): Buffer {
  const jpeg = Buffer.from(
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z',
    'base64',
  );
  return Buffer.concat([jpeg, randomBytes(16)]);
}
