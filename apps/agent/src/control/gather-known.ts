import { lstatSync, type Stats } from 'node:fs';
import { basename, dirname, relative, sep } from 'node:path';
import { isForeignFolder, isMediaName } from '@homeroll/core/photo/media-names';
import type { CaptureTime } from '@homeroll/core/photo/capture-time';
import { SourceError, type SourceItem } from '@homeroll/core/ports/source';
import { itemVersion } from '@homeroll/core/sync/item-version';
import { albumName, isWithin } from '../albums/album-choice.ts';
import { offsets } from '../host/agent-state.ts';
import type { AgentHost } from '../host/agent-host.ts';
import type { DestinationRun, Engine } from '../host/destination-run.ts';
import type { FileKind, KnownOfFile } from './known-of-file.ts';
import { wholeItem } from './whole-item.ts';

/** Gathers what there is to know of a file for this destination: from the disk, the journal and the rules. */
export async function gatherKnown(host: AgentHost, run: DestinationRun, file: string): Promise<KnownOfFile> {
  const { folders } = host.settings;
  const root = folders.find((folder) => isWithin(file, folder));
  const path =
    run.engine === undefined || root === undefined ? file : await wholeItem(run.engine.source, file);
  const stats = lstatSync(path, { throwIfNoEntry: false });
  const { trouble, engine, events } = run;
  const item = engine === undefined || root === undefined ? undefined : await engine.source.find(path);
  const records = (await engine?.journal.find([path]))?.get(path) ?? [];
  const version = item === undefined ? undefined : itemVersion(item);
  const record = item === undefined ? records.at(-1) : records.find((one) => one.version === version);
  const capture =
    engine === undefined || item === undefined ? undefined : await captureOf(host, engine, item);
  const folder = dirname(path);
  const moving = run.activity.moving.find((one) => one.item === path);
  return {
    path,
    now: Date.now(),
    kind: kindOf(path, root, stats),
    isWatched: root !== undefined,
    isEmpty: stats?.size === 0,
    isBeingWritten: isBeingWritten(host, engine, { path, stats, isRecorded: record !== undefined }),
    album: { folder, name: albumName(folder, folders), state: host.albums.stateOf(folder) },
    events,
    offsetIn: offsets(),
    destination: run.settings.name,
    earlier: records.filter((one) => one !== record),
    holds: run.gate.reasons(record),
    ...(path === file ? {} : { halfOf: basename(path) }),
    isPageOpen: host.pause.isHeld && !host.pause.isPaused,
    ...(capture === undefined ? {} : { capture }),
    ...(record === undefined ? {} : { record }),
    ...(moving === undefined ? {} : { sentBytes: moving.bytes }),
    ...(trouble === undefined ? {} : { trouble }),
  };
}

function kindOf(path: string, root: string | undefined, stats: Stats | undefined): FileKind {
  if (stats === undefined) return 'absent';
  if (stats.isSymbolicLink()) return 'link';
  const within = relative(root ?? dirname(path), path).split(sep);
  if (within.slice(0, -1).some(isForeignFolder) || /^[.~]/.test(basename(path))) return 'hidden';
  if (stats.isDirectory()) return 'folder';
  if (path.includes('\ufffd')) return 'odd-name';
  return stats.isFile() && isMediaName(basename(path)) ? 'media' : 'no-media';
}

function isBeingWritten(
  host: AgentHost,
  engine: Engine | undefined,
  { path, stats, isRecorded }: { path: string; stats: Stats | undefined; isRecorded: boolean },
): boolean {
  if (stats === undefined || isRecorded || engine === undefined) return false;
  const touched = Math.max(stats.mtimeMs, stats.ctimeMs);
  return (
    engine.source.unsettled.folders().includes(dirname(path)) &&
    Date.now() - touched < host.settings.settle * 1000
  );
}

async function captureOf(
  host: AgentHost,
  { source }: Engine,
  item: SourceItem,
): Promise<CaptureTime | undefined> {
  const facts = (await host.items.find([item.id])).get(item.id);
  if (facts?.version === itemVersion(item) && facts.capture !== undefined) return facts.capture;
  try {
    return await source.capture?.(item);
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}
