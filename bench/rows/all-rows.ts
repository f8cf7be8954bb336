import type { Row } from '../row.ts';
import { check } from './check.ts';
import { ingestBig } from './ingest-big.ts';
import { ingestGrowth } from './ingest-growth.ts';
import { ingestPhotos } from './ingest-photos.ts';
import { ingestSmall } from './ingest-small.ts';
import { memory } from './memory.ts';
import { portal } from './portal.ts';
import { relay } from './relay.ts';
import { relayFan } from './relay-fan.ts';
import { start } from './start.ts';
import { syncAgain } from './sync-again.ts';
import { syncFirst } from './sync-first.ts';

export const allRows: readonly Row[] = [
  { name: 'ingest-small', run: ingestSmall },
  { name: 'ingest-growth', run: ingestGrowth },
  { name: 'ingest-photos', run: ingestPhotos },
  { name: 'ingest-big', run: ingestBig },
  { name: 'sync-first', run: syncFirst },
  { name: 'sync-again', run: syncAgain },
  { name: 'check', run: check },
  { name: 'start', run: start },
  { name: 'memory', run: memory },
  { name: 'portal', run: portal },
  { name: 'relay', run: relay },
  { name: 'relay-fan', run: relayFan },
];
