import {
  SourceError,
  type LastingSource,
  type SourceItem,
  type SourcePart,
  type SourcePortion,
} from '../../src/ports/source.ts';
import { folders, pathOf, type Files, type SimFile } from './files.ts';
import type { Life } from './life.ts';
import type { OpenJournal } from './sim-disk.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface SourceWorld {
  readonly files: Files;
  readonly random: SeededRandom;
  readonly life: Life;
  readonly journal: OpenJournal;
  /** Simulated time. */
  readonly now: () => number;
  readonly isSelected: (folder: string) => boolean;
  /** Whether reading fails just now, as cards and network folders do. */
  readonly isReadingBroken: () => boolean;
}

/** Told what the watching of folders tells. */
export interface SimSource extends LastingSource {
  touch(folder: string): void;
}

/** Folders as the agent lists them: one remembered text per folder, new files only when they stand still. */
export function simSource(world: SourceWorld): SimSource {
  const { files, life, journal, random } = world;
  let touched: Set<string> | 'all' = 'all';
  let rules = '';
  const touch = (folder: string): void => {
    if (touched !== 'all') touched.add(folder);
  };
  const unsettled = (): SimFile[] => files.visible().filter(({ settlesAt }) => settlesAt > world.now());
  return {
    async *list(signal) {
      const open = touched === 'all' ? [...folders] : [...touched];
      touched = new Set();
      try {
        while (open.length > 0 && !signal?.aborted) {
          const folder = open[open.length - 1]!;
          const portion = await life.call(5, () => portionOf(world, folder, rules));
          if (portion !== undefined && world.isSelected(folder))
            yield confirming(portion, () => touch(folder));
          open.pop();
        }
      } finally {
        open.forEach(touch);
      }
    },
    find: (id) =>
      life.call(2, () => {
        const file = files.at(id);
        return file === undefined ? undefined : itemOf(world, file);
      }),
    open: (part, offset) => pieces(world, part, offset),
    capture: ({ id }) =>
      life.call(2, () => {
        const file = files.at(id);
        if (file === undefined) throw new SourceError('vanished', 'it is gone');
        if (world.isReadingBroken()) throw new SourceError('unreadable', 'the card does not answer');
        return file.capture;
      }),
    touch,
    lookAgain: (scope) => {
      if (scope === 'everything') touched = 'all';
      else unsettled().forEach(({ folder }) => touch(folder));
      // Reading may have failed without any trace in the folder.
      if (random.chance(0.1)) folders.forEach(touch);
    },
    doubt: (id) => {
      journal.setFolder(folderOf(id), '');
      touch(folderOf(id));
    },
    settlesIn: () => {
      const times = unsettled().map(({ settlesAt }) => settlesAt - world.now());
      return times.length === 0 ? undefined : Math.min(...times);
    },
    judgeBy: (name) => {
      if (name !== rules) touched = 'all';
      rules = name;
    },
    rest: () => undefined,
  };
}

function confirming(portion: SourcePortion, again: () => void): SourcePortion {
  return {
    ...portion,
    known: (unrecorded) => {
      portion.known(unrecorded);
      if (unrecorded.size > 0) again();
    },
  };
}

function portionOf(world: SourceWorld, folder: string, rules: string): SourcePortion | undefined {
  const { files, journal } = world;
  const here = files.visible().filter((file) => file.folder === folder);
  // As it is now: what comes later is another thing.
  const entries = new Map(here.map((file) => [file, entryIn(world, file)]));
  const entryOf = (file: SimFile): string => entries.get(file) ?? '';
  const [knownRules, ...lines] = (journal.folders.get(folder) ?? '').split('\n');
  const known = new Set(knownRules === rules ? lines : []);
  const settled = here.filter(({ settlesAt }) => settlesAt <= world.now());
  const fresh = settled.filter((file) => !known.has(entryOf(file)));
  if (fresh.length === 0 && here.length === known.size) return undefined;
  const isFresh = (file: SimFile): boolean => fresh.includes(file);
  const items = settled
    .filter((file) => !isVideo(file) || partnerOf(world, file) === undefined)
    .filter((file) => isFresh(file) || [partnerOf(world, file)].some((other) => other && isFresh(other)))
    .map((file) => itemOf(world, file));
  return {
    items,
    refused: [],
    known: (unrecorded) => {
      const recorded = new Set(
        items
          .filter(({ id }) => !unrecorded.has(id))
          .flatMap(({ id, companion }) => [id, ...(companion === undefined ? [] : [companion.id])]),
      );
      const kept = here.filter((file) => known.has(entryOf(file)) || recorded.has(pathOf(file)));
      journal.setFolder(folder, [rules, ...kept.map(entryOf)].join('\n'));
    },
  };
}

function itemOf(world: SourceWorld, file: SimFile): SourceItem {
  const { isSelected } = world;
  const video = isVideo(file) ? undefined : partnerOf(world, file);
  return {
    ...partOf(file),
    album: file.folder,
    fileKey: `${String(file.inode)}${video === undefined ? '' : `+${String(video.inode)}`}`,
    ...(video === undefined ? {} : { companion: partOf(video) }),
    ...(isSelected(file.folder) ? {} : { unselected: true }),
  };
}

function partnerOf({ files, now }: SourceWorld, file: SimFile): SimFile | undefined {
  const other = isVideo(file) ? file.name.replace('.mov', '.jpg') : file.name.replace('.jpg', '.mov');
  const found = files.at(pathOf({ folder: file.folder, name: other }));
  return found === undefined || found.settlesAt > now() ? undefined : found;
}

function isVideo({ name }: SimFile): boolean {
  return name.endsWith('.mov');
}

function partOf(file: SimFile): SourcePart {
  return {
    id: pathOf(file),
    fileName: file.name,
    size: file.bytes.length,
    modifiedAt: file.modifiedAt,
    version: versionOf(file),
  };
}

function versionOf({ bytes, modifiedAt }: SimFile): string {
  return `${String(bytes.length)}/${String(modifiedAt)}`;
}

/** A half of a pair is another thing than the same file alone. */
function entryIn(world: SourceWorld, file: SimFile): string {
  const half = partnerOf(world, file) === undefined ? '' : '/+';
  return `${file.name}/${versionOf(file)}${half}`;
}

function folderOf(id: string): string {
  return id.slice(0, id.lastIndexOf('/'));
}

const pieceBytes = 6;

async function* pieces(world: SourceWorld, part: SourcePart, offset: number): AsyncGenerator<Uint8Array> {
  const { files, life } = world;
  for (let at = offset; at < part.size; at += pieceBytes) {
    yield await life.call(3, () => {
      const file = files.at(part.id);
      if (file === undefined) throw new SourceError('vanished', 'it is gone');
      if (world.isReadingBroken()) throw new SourceError('unreadable', 'the card does not answer');
      if (versionOf(file) !== part.version) throw new SourceError('changed', 'it was edited');
      return file.bytes.slice(at, at + pieceBytes);
    });
  }
}
