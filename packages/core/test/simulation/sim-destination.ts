import type { ContentHash } from '../../src/photo/content-hash.ts';
import { DestinationError, type DestinationFault } from '../../src/ports/destination-error.ts';
import type { CheckAnswer, Destination, Receipt, Upload } from '../../src/ports/destination.ts';
import type { CancelSignal } from '../../src/ports/cancel-signal.ts';
import { hashOf } from './files.ts';
import type { Life } from './life.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What goes wrong on the way to a destination, and there. */
export interface Trouble {
  isNetworkUp: boolean;
  /** What every call is refused for just now. */
  refuses: DestinationFault | undefined;
  /** How often one call fails: before, in the middle, or after its work was done. */
  flakiness: number;
  /** Milliseconds that a piece of a file takes at most. */
  pieceTakes: number;
  /** What is never taken, by content. */
  readonly refusedForever: Set<ContentHash>;
}

/** The storage itself, which outlives every process; and the notes of those who check. */
export class SimPlace {
  readonly files: Map<ContentHash, { readonly ours: boolean }> = new Map();
  readonly removed: Set<ContentHash> = new Set();
  readonly partial: Map<string, number[]> = new Map();
  /** Acknowledged to a process that was there to hear it. */
  readonly acknowledged: Set<ContentHash> = new Set();
  /** Everything that was ever stored here, and everything that was ever deleted, by whomever. */
  readonly everHere: Set<ContentHash> = new Set();
  readonly everRemoved: Set<ContentHash> = new Set();
  readonly refusedDeletions: Set<ContentHash> = new Set();
  readonly violations: string[] = [];
  /** What the process that lives now was told of: a check's answer, a receipt. */
  readonly toldThere: Set<ContentHash> = new Set();
  readonly toldGone: Set<ContentHash> = new Set();
  readonly trouble: Trouble = {
    isNetworkUp: true,
    refuses: undefined,
    flakiness: 0,
    pieceTakes: 400,
    refusedForever: new Set(),
  };

  put(hash: ContentHash, ours: boolean): void {
    if (this.files.has(hash)) this.violations.push(`${short(hash)} is there twice`);
    this.files.set(hash, { ours });
    this.everHere.add(hash);
    this.removed.delete(hash);
    this.toldGone.delete(hash);
  }

  /** Somebody deletes it there, past the agent: its owner in the gallery. */
  throwAway(hash: ContentHash): void {
    if (this.files.get(hash)?.ours) this.removed.add(hash);
    this.files.delete(hash);
    this.everRemoved.add(hash);
    this.acknowledged.delete(hash);
    this.toldThere.delete(hash);
  }
}

export type Act = 'send' | 'go on' | 'remove';

export interface Watcher {
  /** Why this may not be sent or deleted now, by what the world knows; `undefined`: it may. */
  readonly objection: (act: Act, hash: ContentHash, force: boolean) => string | undefined;
}

interface Account {
  readonly place: SimPlace;
  readonly life: Life;
  readonly random: SeededRandom;
  readonly watcher: Watcher;
}

/** One process' way to the storage: everything takes time and may fail before, in the middle of and after its work. */
export function simDestination(account: Account): Destination {
  const { place, life } = account;
  return {
    name: 'simulated',
    check: async (hashes) => {
      mayFail(account);
      const answers = await life.call(200, () => {
        mayFail(account);
        return hashes.map((hash) => answerFor(place, hash));
      });
      return life.call(200, () => {
        mayFail(account);
        tell(place, hashes);
        return answers;
      });
    },
    send: (upload, signal) => send(account, upload, signal),
    remove: (hash) => remove(account, hash),
  };
}

function answerFor({ files, removed }: SimPlace, hash: ContentHash): CheckAnswer {
  const file = files.get(hash);
  return {
    exists: file !== undefined,
    ours: file?.ours ?? false,
    wasSynced: file === undefined && removed.has(hash),
    ...(file === undefined ? {} : { remoteId: short(hash) }),
  };
}

/** Only what is still so: what changed between answer and arrival is nobody's fault. */
function tell({ files, removed, toldThere, toldGone }: SimPlace, hashes: readonly ContentHash[]): void {
  for (const hash of hashes) {
    if (files.has(hash)) toldThere.add(hash);
    if (removed.has(hash)) toldGone.add(hash);
  }
}

function mayFail({ place, random }: Account): void {
  const { isNetworkUp, refuses, flakiness } = place.trouble;
  if (!isNetworkUp) throw new DestinationError('unreachable', 'no network');
  if (refuses !== undefined) throw new DestinationError(refuses, 'refused');
  if (random.chance(flakiness)) {
    const faults = ['unreachable', 'timeout', 'server-error', 'rate-limited', 'conflict'] as const;
    throw new DestinationError(random.pick(faults)!, 'a bad moment');
  }
}

async function send(account: Account, upload: Upload, signal?: CancelSignal): Promise<Receipt> {
  const { place, life, watcher } = account;
  const { hash, force } = upload;
  await life.call(50, () => mayFail(account));
  const objection = signal?.aborted ? undefined : watcher.objection('send', hash, force);
  if (objection !== undefined) place.violations.push(`${short(hash)} was sent although ${objection}`);
  if (place.trouble.refusedForever.has(hash)) throw new DestinationError('type-refused', 'never');
  if (place.removed.has(hash) && !force) throw new DestinationError('conflict', 'it was deleted here');
  const bytes = await receive(account, upload, signal);
  const receipt = await life.call(100, () => {
    mayFail(account);
    return store(account, upload, bytes);
  });
  return life.call(100, () => {
    mayFail(account);
    if (receipt.outcome === 'stored' && place.files.has(hash)) place.acknowledged.add(hash);
    return receipt;
  });
}

function store({ place }: Account, { hash }: Upload, bytes: readonly number[]): Receipt {
  if (hashOf(Uint8Array.from(bytes)) !== hash) throw new DestinationError('hash-mismatch', 'other bytes');
  if (place.files.has(hash)) return { outcome: 'already-there', remoteId: short(hash) };
  place.put(hash, true);
  return { outcome: 'stored', remoteId: short(hash) };
}

/** From so many bytes on an upload goes on where it broke. */
const resumableFrom = 14;

async function receive(account: Account, upload: Upload, signal?: CancelSignal): Promise<readonly number[]> {
  const { place, life } = account;
  const isResumable = upload.size >= resumableFrom;
  const handle = upload.resume !== undefined && place.partial.has(upload.resume) ? upload.resume : undefined;
  const name = handle ?? `${short(upload.hash)}-${String(place.partial.size)}`;
  const arrived = isResumable ? (place.partial.get(name) ?? []) : [];
  if (isResumable) {
    place.partial.set(name, arrived);
    if (handle === undefined) await upload.remember(name);
  }
  for await (const piece of upload.open(arrived.length)) {
    await life.call(place.trouble.pieceTakes, () => {
      mayFail(account);
      // Nobody may look at what a stopped call throws: this fault comes from nowhere else here.
      if (signal?.aborted) throw new DestinationError('tls', 'stopped');
      const objection = account.watcher.objection('go on', upload.hash, upload.force);
      if (objection !== undefined)
        place.violations.push(`${short(upload.hash)} went on although ${objection}`);
      arrived.push(...piece);
    });
    upload.progress(arrived.length);
  }
  return arrived;
}

async function remove(account: Account, hash: ContentHash): Promise<void> {
  const { place, life, watcher } = account;
  await life.call(50, () => mayFail(account));
  const objection = watcher.objection('remove', hash, false);
  if (objection !== undefined) place.violations.push(`${short(hash)} was deleted although ${objection}`);
  await life.call(100, () => {
    mayFail(account);
    const file = place.files.get(hash);
    if (file === undefined || !file.ours) place.refusedDeletions.add(hash);
    if (file === undefined) throw new DestinationError('missing', 'it is not here');
    if (!file.ours) throw new DestinationError('forbidden', 'it is somebody else’s');
    place.throwAway(hash);
  });
  await life.call(100, () => mayFail(account));
}

export function short(hash: ContentHash): string {
  return hash.slice(0, 8);
}
