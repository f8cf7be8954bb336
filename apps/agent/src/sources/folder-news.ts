import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { SourceItem, SourcePart, SourcePortion } from '@homeroll/core/ports/source';
import type { FolderMemory } from '../journal/sqlite-journal.ts';
import { isPair } from './file-headers.ts';
import { fileItem, type Place } from './file-item.ts';
import type { FolderListing, ListedFile } from './list-folder.ts';
import { possiblePairs, type PossiblePair } from './pair-files.ts';
import type { UnsettledFiles } from './unsettled-files.ts';
import { versionOf } from './version.ts';

export interface Surroundings extends Place {
  readonly memory: FolderMemory;
  readonly unsettled: UnsettledFiles;
  /** By which the items are judged; '' for none. Without slashes. */
  readonly rules: string;
}

/**
 * What a folder holds that its remembered text does not; `undefined` for nothing. Of an unchanged folder no text is
 * made or read: its fingerprint tells. Entries are joined by slashes, the one sign that no name can have; the rules
 * by which they were judged stand before them, and a sign behind each that has its other half beside it: alone it
 * is another item.
 */
export async function folderNews(
  surroundings: Surroundings,
  listing: FolderListing,
): Promise<SourcePortion | undefined> {
  const { folder, memory, rules } = surroundings;
  const fingerprint = fingerprintOf(rules, listing);
  const knownFingerprint = memory.fingerprint(folder);
  if (listing.odd.length === 0 && knownFingerprint === fingerprint) return undefined;
  const remembered = memory.get(folder) ?? '';
  if (listing.odd.length + listing.files.length + remembered.length === 0) return undefined;

  const pairs = possiblePairs(listing.files);
  const halves = new Set(pairs.flatMap(({ picture, video }) => [picture, video]));
  const entryOf = (file: ListedFile): string => `${entryOfAlone(file)}${halves.has(file) ? '/+' : ''}`;
  const textOf = (files: readonly ListedFile[]): string => joined(rules, files.map(entryOf));
  const known = knownBy(rules, remembered);
  const fresh = listing.files.filter((file) => !known.has(entryOf(file)));
  const { items, refused } = await itemsOf(surroundings, { ...listing, pairs }, fresh);
  const remember = (unrecorded: ReadonlySet<string>): void => {
    const recorded = new Set(
      items
        .filter(({ id }) => !unrecorded.has(id))
        .flatMap((item) => partsOf(item).map(({ id }) => basename(id))),
    );
    const kept = listing.files.filter((file) => known.has(entryOf(file)) || recorded.has(file.name));
    const next = textOf(kept);
    const nextFingerprint = kept.length === listing.files.length ? fingerprint : undefined;
    if (next !== remembered || nextFingerprint !== knownFingerprint)
      memory.set(folder, next, nextFingerprint);
  };
  return { items, refused, known: remember };
}

/** Alike only for the same rules, names, sizes and times. To digest numbers costs a fraction of printing them. */
function fingerprintOf(rules: string, { files }: FolderListing): string {
  const numbers = new Float64Array(files.length * 2);
  let names = rules;
  let at = 0;
  for (const { name, size, modified } of files) {
    names += `/${name}`;
    numbers[at] = size;
    numbers[at + 1] = modified;
    at += 2;
  }
  return createHash('sha256').update(names).update(numbers).digest('base64');
}

function joined(rules: string, entries: readonly string[]): string {
  return (rules === '' || entries.length === 0 ? entries : [rules, ...entries]).join('//');
}

/** The entries that were judged by these rules; what others judged is not known. Rules have no slash in them. */
function knownBy(rules: string, remembered: string): ReadonlySet<string> {
  const parts = remembered.split('//');
  const [knownRules, entries] = parts[0]?.includes('/') ? ['', parts] : [parts[0], parts.slice(1)];
  return new Set(knownRules === rules ? entries : []);
}

function entryOfAlone({ name, size, modified }: ListedFile): string {
  return `${name}/${versionOf(size, modified)}`;
}

interface PairedListing extends FolderListing {
  readonly pairs: readonly PossiblePair[];
}

/** The fresh files as items, the halves of pairs joined; a pair waits until both halves stand still. */
async function itemsOf(
  { folder, album, unsettled }: Surroundings,
  listing: PairedListing,
  fresh: readonly ListedFile[],
): Promise<Pick<SourcePortion, 'items' | 'refused'>> {
  const settled = unsettled.settledIn(folder, fresh);
  const { paired, videos } = await pairsIn(folder, listing.pairs, { fresh, settled });
  const singles = settled.filter((file) => !paired.has(file));
  const pictures = listing.files.filter(({ name }) => videos.has(name));
  return {
    items: [...singles, ...pictures]
      .filter(({ size }) => size > 0)
      .map((file) => fileItem({ folder, album }, file, videos.get(file.name))),
    refused: [
      ...listing.odd.map((name) => ({ id: join(folder, name), fault: 'odd-name' as const })),
      ...singles
        .filter(({ size }) => size === 0)
        .map(({ name }) => ({ id: join(folder, name), fault: 'empty' as const })),
    ],
  };
}

interface Pairs {
  /** Halves of pairs, and of what may become one when it is written to its end. */
  readonly paired: ReadonlySet<ListedFile>;
  /** The video of each picture that is a pair with it. */
  readonly videos: ReadonlyMap<string, ListedFile>;
}

async function pairsIn(
  folder: string,
  possible: readonly PossiblePair[],
  { fresh, settled }: Readonly<Record<'fresh' | 'settled', readonly ListedFile[]>>,
): Promise<Pairs> {
  const isFresh = new Set(fresh);
  const still = new Set(settled);
  const settling = new Set(fresh.filter((file) => !still.has(file)));
  const paired = new Set<ListedFile>();
  const videos = new Map<string, ListedFile>();
  for (const { picture, video } of possible) {
    if (videos.has(picture.name) || (!isFresh.has(picture) && !isFresh.has(video))) continue;
    const waits = settling.has(picture) || settling.has(video);
    if (!waits && !(await isPair(join(folder, picture.name), join(folder, video.name)))) continue;
    paired.add(picture).add(video);
    if (!waits) videos.set(picture.name, video);
  }
  return { paired, videos };
}

function partsOf(item: SourceItem): readonly SourcePart[] {
  return item.companion === undefined ? [item] : [item, item.companion];
}
