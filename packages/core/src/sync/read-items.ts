import type { ContentHash } from '../photo/content-hash.ts';
import type { ItemFacts } from '../ports/item-memory.ts';
import { SourceError, type SourceItem, type SourcePart } from '../ports/source.ts';
import { changedRecord } from './changed-record.ts';
import { heritageOf, isSent, withCopies } from './inherit.ts';
import { itemSize, itemVersion } from './item-version.ts';
import { remark, stepped, type Mark } from './marking.ts';
import type { Job, Part, ReadJob } from './job.ts';
import type { SyncRun } from './sync-run.ts';
import type { TransferRecord } from './transfer-record.ts';

/** Takes what was found, lets the events mark it, hashes what is marked, and hands it on to be asked about. */
export async function readItems(run: SyncRun): Promise<void> {
  for (;;) {
    const job = await run.next(run.toRead, () => run.done.listing);
    if (job === undefined) return;
    try {
      await readItem(run, job);
    } catch (error) {
      job.settled(false);
      if (!run.over) reportUnread(run, job, error);
    }
  }
}

async function readItem(run: SyncRun, job: Job): Promise<void> {
  const facts = await withCapture(run, job);
  const mark = markFor(run, job.item, facts);
  const { record: stored } = job;
  if (stored !== undefined) {
    const record = remark(stored, mark);
    // A hash that the destination contradicted is not believed again.
    if (!isToSend(record) || record.reason !== 'hash-mismatch') {
      await handOn(run, { ...job, record, stored, parts: partsOf(job.item, record) });
      return;
    }
  } else if (mark === undefined && !isWantedByHand(job)) {
    await leaveUnmarked(run, job, facts);
    return;
  }
  const read = await withHashes(run, job, facts);
  if (read === undefined) return;
  const record = remark(recordFor(run, job, { parts: read, mark }), mark);
  await handOn(run, { ...job, record, stored, parts: read });
}

/** Nothing marks it here; but where it was moved from, a person may have. */
async function leaveUnmarked(run: SyncRun, job: Job, facts: ItemFacts): Promise<void> {
  const { item, earlier } = job;
  const isKnown = earlier.some(({ hash }) => hash === facts.hash);
  const parts = isKnown ? undefined : partsByFacts(item, facts);
  const heritage = parts === undefined ? undefined : await heritageFrom(run, item, parts);
  if (parts === undefined || heritage === undefined) {
    run.learn(facts, job.settled);
    run.changed();
    return;
  }
  run.learn(facts);
  await handOn(run, { ...job, record: heritage, parts });
}

async function heritageFrom(
  run: SyncRun,
  item: SourceItem,
  parts: readonly Part[],
): Promise<TransferRecord | undefined> {
  const record = freshRecord(run, item, parts);
  const copies = await run.ports.journal.findCopies([record.hash]);
  const heritage = heritageOf(record, copies.get(record.hash) ?? []);
  // What was sent without its other half is not all there.
  const isWhole = (copy: TransferRecord): boolean => copy.companion === record.companion;
  return heritage !== undefined && isSent(heritage) && !copies.get(record.hash)?.some(isWhole)
    ? undefined
    : heritage;
}

/** What is known of the item, with its shooting time where that decides. */
async function withCapture({ ports, options }: SyncRun, { item, facts }: Job): Promise<ItemFacts> {
  const { id, fileKey } = item;
  const none: ItemFacts = {
    item: id,
    version: itemVersion(item),
    ...(fileKey === undefined ? {} : { fileKey }),
  };
  const known = facts === undefined ? none : { ...facts, ...none };
  if (!options.marking.needsCapture || known.capture !== undefined) return known;
  const capture = await ports.source.capture?.(item);
  return capture === undefined ? known : { ...known, capture };
}

function markFor({ options }: SyncRun, item: SourceItem, { capture }: ItemFacts): Mark | undefined {
  if (item.unselected) return undefined;
  return options.marking.match({ album: item.album, ...(capture === undefined ? {} : { capture }) });
}

function isToSend({ state }: TransferRecord): boolean {
  return state === 'marked' || state === 'failed';
}

/** What nothing marks any more, or is done, is written down and leaves; the rest is asked about. */
async function handOn(run: SyncRun, job: ReadJob): Promise<void> {
  if (!isToSend(job.record)) {
    // Events that match it again later must find it, also where they are the same as before.
    if (job.stored !== undefined && isToSend(job.stored)) run.ports.source.doubt?.(job.item.id);
    run.keepChanged(job);
    run.releaseForReuse(job);
    return;
  }
  if (run.isAway) {
    // Nobody can be asked now: it is written down as marked, and that is all.
    for (const marked of await withCopies(run, [job])) run.keepChanged(marked);
    run.releaseForReuse(job);
    return;
  }
  run.toAsk.push(job);
  run.changed();
}

/** Each part with its hash: known, or from reading it; small ones stay in memory. `undefined`: the run ended. */
async function withHashes(run: SyncRun, job: Job, facts: ItemFacts): Promise<readonly Part[] | undefined> {
  const { item, record } = job;
  const isDoubted = record?.reason === 'hash-mismatch';
  const known = isDoubted ? undefined : partsByFacts(item, facts);
  if (known !== undefined) {
    if (job.facts?.item !== item.id || job.facts.capture !== facts.capture) run.learn(facts);
    return known;
  }
  const bytes = itemSize(item);
  const isHeld = bytes <= run.options.smallFile && (await reserve(run, bytes));
  if (run.over) {
    job.settled(false);
    return undefined;
  }
  try {
    const parts: Part[] = [];
    for (const file of filesOf(item)) parts.push(await hashPart(run, file, isHeld));
    run.learn({ ...facts, ...hashesOf(parts) });
    return parts;
  } catch (error) {
    if (isHeld) run.free(bytes);
    throw error;
  }
}

function filesOf(item: SourceItem): readonly SourcePart[] {
  return item.companion === undefined ? [item] : [item, item.companion];
}

function hashesOf([main, companion]: readonly Part[]): Pick<ItemFacts, 'hash' | 'companion'> {
  return {
    ...(main === undefined ? {} : { hash: main.hash }),
    ...(companion === undefined ? {} : { companion: companion.hash }),
  };
}

function partsByFacts(item: SourceItem, { hash, companion }: ItemFacts): readonly Part[] | undefined {
  if (hash === undefined || (item.companion !== undefined && companion === undefined)) return undefined;
  return partsOf(item, { hash, ...(companion === undefined ? {} : { companion }) });
}

function partsOf(
  item: SourceItem,
  { hash, companion }: Pick<TransferRecord, 'hash' | 'companion'>,
): readonly Part[] {
  const main = { file: item, hash };
  const { companion: file } = item;
  return file === undefined || companion === undefined ? [main] : [main, { file, hash: companion }];
}

/** Waits until there is room for the bytes; false where nobody will send them in this run. */
async function reserve(run: SyncRun, size: number): Promise<boolean> {
  const { memory, ahead } = run.options;
  const hasRoom = (): boolean =>
    run.heldFiles === 0 || (run.heldFiles < ahead && run.heldBytes + size <= memory);
  run.starved += 1;
  if (!hasRoom()) run.changed();
  await run.until(() => run.isAway || hasRoom());
  run.starved -= 1;
  if (run.over || run.isAway) return false;
  run.heldBytes += size;
  run.heldFiles += 1;
  return true;
}

async function hashPart(run: SyncRun, file: SourcePart, keep: boolean): Promise<Part> {
  const hashing = run.ports.hasher.start();
  const pieces: Uint8Array[] = [];
  for await (const piece of run.ports.source.open(file, 0)) {
    if (run.over) break;
    await hashing.update(piece);
    if (keep) pieces.push(piece);
    else run.ports.source.reuse?.(piece);
  }
  if (run.over) throw new SourceError('unreadable', 'the run ended before the file was read');
  return { file, hash: await hashing.finish(), ...(keep ? { held: pieces } : {}) };
}

interface Found {
  readonly parts: readonly Part[];
  readonly mark: Mark | undefined;
}

/** The same bytes under a newer time keep their state; other bytes are another item of their own. */
function recordFor(run: SyncRun, { item, earlier }: Job, { parts, mark }: Found): TransferRecord {
  const fresh = freshRecord(run, item, parts);
  const { hash, version, size, companion } = fresh;
  const same = earlier.find((record) => record.hash === hash);
  if (same === undefined) return fresh;
  if (companion === undefined || same.companion === companion || isOpen(same)) {
    // What is done is done for both halves; what is not done yet is for those that are here.
    const isDone = !isToSend(same) && same.state !== 'unmarked';
    const half = isDone ? (companion ?? same.companion) : companion;
    const here = changedRecord(same, { version, size, companion: half });
    return stepped(here, { type: 'source-back' });
  }
  if (!isSent(same)) return same;
  // Its other part came later: what was green is not until both are there.
  const { title, tags, origin } = same;
  const labels = { ...(title === undefined ? {} : { title }), ...(tags === undefined ? {} : { tags }) };
  const again = origin === 'manual' ? { type: 'mark-by-hand' as const, ...labels } : mark;
  return remark(fresh, again);
}

/** Nothing was sent of it yet. */
function isOpen(record: TransferRecord): boolean {
  return record.state === 'unmarked' || isToSend(record);
}

function freshRecord({ options }: SyncRun, item: SourceItem, parts: readonly Part[]): TransferRecord {
  const { hash, companion } = hashesOf(parts) as { hash: ContentHash; companion?: ContentHash };
  const fresh = { item: item.id, hash, version: itemVersion(item), size: item.size, attempts: 0 };
  return changedRecord({ ...fresh, state: 'unmarked' }, { companion, force: options.force });
}

/** A person marked it before it was touched, or before its other part came. */
function isWantedByHand({ item, earlier }: Job): boolean {
  return earlier.some(
    (record) => record.origin === 'manual' && (isToSend(record) || item.companion !== undefined),
  );
}

function reportUnread(run: SyncRun, { item }: Job, error: unknown): void {
  if (!(error instanceof SourceError)) throw error;
  const size = itemSize(item);
  const { id } = item;
  if (error.fault === 'changed' || error.fault === 'vanished')
    run.report({ type: 'changed', item: id, size });
  else run.report({ type: 'failed', item: id, size, reason: error.fault, detail: error.message });
}
