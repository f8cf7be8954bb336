import type { ConnectionGate } from '../../src/connection/connection-gate.ts';
import type { noRules } from '../../src/connection/no-rules.ts';
import type { actOnItems } from '../../src/sync/act-on-items.ts';
import type { KeepSyncing } from '../../src/sync/keep-syncing.ts';
import type { markByEvents } from '../../src/sync/marking.ts';
import type { recordOf } from '../../src/sync/record-of.ts';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

/** What of `core` is simulated. It may be a spoilt copy, to see whether the simulation finds what was spoilt. */
export interface Engine {
  readonly KeepSyncing: typeof KeepSyncing;
  readonly ConnectionGate: typeof ConnectionGate;
  readonly actOnItems: typeof actOnItems;
  readonly recordOf: typeof recordOf;
  readonly markByEvents: typeof markByEvents;
  readonly noRules: typeof noRules;
}

/** The engine whose sources lie in this folder. */
export async function loadEngine(folder: string): Promise<Engine> {
  const load = (path: string): Promise<object> =>
    import(pathToFileURL(join(folder, path)).href) as Promise<object>;
  const parts = await Promise.all(
    [
      'connection/connection-gate.ts',
      'connection/no-rules.ts',
      'sync/act-on-items.ts',
      'sync/keep-syncing.ts',
      'sync/marking.ts',
      'sync/record-of.ts',
    ].map(load),
  );
  return Object.assign({}, ...parts) as Engine;
}
