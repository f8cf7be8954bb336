import { hostname } from 'node:os';
import { zoneOf } from '@homeroll/core/photo/time-zone';
import type { OffsetIn } from '@homeroll/core/event/match-events';
import type { SqliteItems } from '../journal/sqlite-items.ts';
import type { AgentSettings } from '../settings/agent-settings.ts';
import type { AccountMemory } from './account-memory.ts';
import type { AgentLog } from './agent-log.ts';
import type { AlbumBook } from './album-book.ts';
import type { SharedWatches } from './shared-watches.ts';
import type { Seen } from './surroundings-watch.ts';

/** What all destinations of one agent share. */
export interface AgentState {
  /** As they are now; asked anew each time. */
  readonly settings: () => AgentSettings;
  readonly stateFolder: string;
  readonly items: SqliteItems;
  readonly accounts: AccountMemory;
  readonly watches: SharedWatches;
  readonly albums: AlbumBook;
  readonly log: AgentLog;
  /** Of this machine, as it was seen last. */
  readonly seen: () => Seen;
  readonly isPaused: () => boolean;
  /** Milliseconds between two looks at everything. */
  readonly rescanEvery: () => number;
  /** Told when more or less waits than before. */
  readonly wantChanged: () => void;
}

/** What the agent calls this machine. */
export const device: string = hostname();

/** The offset of any zone at any instant; what was worked out for a zone is kept. */
export function offsets(): OffsetIn {
  const zones = new Map<string, (utcMs: number) => number>();
  return (timeZone, utcMs) => {
    const zone = zones.get(timeZone) ?? zoneOf(timeZone);
    zones.set(timeZone, zone);
    return zone(utcMs);
  };
}
