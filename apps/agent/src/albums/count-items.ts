import { isInside, type OffsetIn } from '@homeroll/core/event/match-events';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import { dirname } from 'node:path';
import type { CaptureTime } from '@homeroll/core/photo/capture-time';
import { SourceError, type SourceItem } from '@homeroll/core/ports/source';
import { itemVersion } from '@homeroll/core/sync/item-version';
import { offsets } from '../host/agent-state.ts';
import { openItems } from '../journal/open-journal.ts';
import { homeZone } from '../home-zone.ts';
import type { SqliteItems } from '../journal/sqlite-items.ts';
import type { AgentSettings } from '../settings/agent-settings.ts';
import { folderSource, type FolderSource } from '../sources/folder-source.ts';
import { albumChoice, albumName } from './album-choice.ts';
import { isInWindow } from './is-in-window.ts';

/** How many items an event has. */
export interface EventCount {
  /** In albums that are on (and among the event's own, where it names some). */
  readonly match: number;
  /** Shot inside its window too, but in albums that were left out. */
  readonly leftOut: number;
}

/**
 * Counts the items of each event by looking at all of them, running agent or not. What it has to read of new files
 * is kept for the agent.
 */
export async function countItems(
  settings: AgentSettings,
  events: readonly MediaEvent[],
  stateFolder: string,
): Promise<readonly EventCount[]> {
  const tallies = events.map((event) => ({ event, match: 0, leftOut: 0 }));
  const offsetIn = offsets();
  const choice = albumChoice(settings.albums, settings.newAlbums);
  const items = openItems(stateFolder);
  try {
    const source = sourceOf(settings.folders);
    for await (const portion of source.list()) {
      const [first] = portion.items;
      if (first === undefined) continue;
      const isOn = choice(dirname(first.id)) === 'on';
      const captures = await capturesOf(source, items, portion.items);
      for (const tally of tallies) {
        const { match, leftOut } = countIn(tally.event, captures, { isOn, offsetIn });
        tally.match += match;
        tally.leftOut += leftOut;
      }
    }
  } finally {
    items.close();
  }
  return tallies.map(({ match, leftOut }) => ({ match, leftOut }));
}

/** What one portion adds. */
function countIn(
  event: MediaEvent,
  captures: readonly Captured[],
  { isOn, offsetIn }: { readonly isOn: boolean; readonly offsetIn: OffsetIn },
): EventCount {
  const inWindow = captures.filter(({ capture }) => isInWindow(event, capture, offsetIn));
  const match = isOn ? inWindow.filter((item) => isInside(event, item, offsetIn)).length : 0;
  return { match, leftOut: inWindow.length - match };
}

/** Everything, in albums that are off too, as if it were seen for the first time. */
function sourceOf(roots: readonly string[]): FolderSource {
  return folderSource({
    roots,
    memory: { get: () => undefined, fingerprint: () => undefined, set: () => undefined },
    stableFor: 0,
    zone: homeZone,
    albums: { isSelected: () => true, nameOf: (folder) => albumName(folder, roots) },
  });
}

interface Captured {
  readonly capture: CaptureTime;
  readonly album: string | undefined;
}

async function capturesOf(
  source: FolderSource,
  items: SqliteItems,
  listed: readonly SourceItem[],
): Promise<readonly Captured[]> {
  const known = await items.find(listed.map(({ id }) => id));
  const found: Captured[] = [];
  for (const item of listed) {
    const facts = known.get(item.id);
    const version = itemVersion(item);
    const fitting = facts?.version === version ? facts : undefined;
    const capture = fitting?.capture ?? (await readCapture(source, item));
    if (capture === undefined) continue;
    found.push({ capture, album: item.album });
    const key = item.fileKey === undefined ? {} : { fileKey: item.fileKey };
    if (fitting?.capture === undefined)
      await items.save([{ ...fitting, ...key, item: item.id, version, capture }]);
  }
  return found;
}

async function readCapture(source: FolderSource, item: SourceItem): Promise<CaptureTime | undefined> {
  try {
    return await source.capture?.(item);
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}
