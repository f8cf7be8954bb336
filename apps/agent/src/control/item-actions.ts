import { lstatSync } from 'node:fs';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { ContentHash } from '@homeroll/core/photo/content-hash';
import { SourceError } from '@homeroll/core/ports/source';
import { actOnItems, type Action, type ActionResult } from '@homeroll/core/sync/act-on-items';
import { reasonWords } from '@homeroll/core/sync/reason-words';
import { recordOf } from '@homeroll/core/sync/record-of';
import type { TransferRecord } from '@homeroll/core/sync/transfer-record';
import type { SqliteItems } from '../journal/sqlite-items.ts';
import { nodeHasher } from '../node-hasher.ts';
import type { AgentHost } from '../host/agent-host.ts';
import type { DestinationRun, Engine } from '../host/destination-run.ts';
import type { ItemOutcome, ItemRequest } from './control-messages.ts';
import { explanationWords, questionWords } from './explanation-words.ts';
import { wholeItem } from './whole-item.ts';

/** Does what a person asks to these files at this destination, and says what came of each. */
export async function actOnFiles(
  { items, settings }: Pick<AgentHost, 'items' | 'settings'>,
  run: DestinationRun,
  request: ItemRequest,
): Promise<readonly ItemOutcome[]> {
  const destination = run.settings.name;
  const all = (words: string): readonly ItemOutcome[] =>
    request.files.map((file) => ({ destination, file, outcome: 'trouble', words }));
  const { engine } = run;
  if (engine === undefined) {
    const reason = run.trouble?.words ?? 'it was not asked yet';
    return all(`nothing can be done before the server was reached once: ${reason}`);
  }
  if (request.do === 'delete' && engine.link.destination.remove === undefined)
    return all(`${reasonWords['may-not-delete']}; give its token the right to delete`);
  return engine.syncing.between(() => act({ engine, items, destination, settle: settings.settle }, request));
}

interface Place {
  readonly engine: Engine;
  readonly items: SqliteItems;
  readonly destination: string;
  /** Seconds that a file must have stood still. */
  readonly settle: number;
}

async function act(place: Place, request: ItemRequest): Promise<readonly ItemOutcome[]> {
  const { destination } = place;
  const found = new Map<string, TransferRecord>();
  const outcomes: ItemOutcome[] = [];
  for (const file of new Set(request.files)) {
    const record = await recordAt(place, file);
    if (typeof record === 'string') outcomes.push({ destination, file, outcome: 'trouble', words: record });
    else if (request.do === 'delete' && record.state === 'delete-marked')
      // Pressed again it would be taken back, which a command that is run again does not mean.
      outcomes.push(outcomeOf(destination, { item: file, record, because: 'deletion-waits' }));
    else found.set(record.item, record);
  }
  return [...outcomes, ...(await actOnRecords(place, [...found.values()], request))];
}

async function actOnRecords(
  { destination, engine }: Place,
  records: readonly TransferRecord[],
  request: ItemRequest,
): Promise<readonly ItemOutcome[]> {
  const ours = request.do === 'delete' ? await ownAmong(engine, records) : new Set<ContentHash>();
  if (typeof ours === 'string') {
    const words = `the server could not be asked whose it is: ${ours}`;
    return records.map(({ item }) => ({ destination, file: item, outcome: 'trouble', words }));
  }
  const results = await actOnItems(engine, records, {
    action: actionOf(request),
    isOurs: (hash) => ours.has(hash),
  });
  const before = new Map(records.map((record) => [record.item, record]));
  return results.map((result) => outcomeOf(destination, result, before.get(result.item)));
}

/** In words why there is none. */
async function recordAt({ engine, items, settle }: Place, file: string): Promise<TransferRecord | string> {
  const { journal, source } = engine;
  try {
    const item = await source.find(await wholeItem(source, file));
    if (item === undefined) return await recordOfGone(engine, file);
    if (Date.now() - touchedAt(item.id) < settle * 1000)
      return 'it is still being written; try again in a moment';
    return await recordOf({ journal, items, source, hasher: nodeHasher }, item);
  } catch (error) {
    if (error instanceof SourceError) return `${reasonWords[error.fault]} (${error.message})`;
    throw error;
  }
}

/** Milliseconds since 1970; long ago where it went away. */
function touchedAt(path: string): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 0 : Math.max(stats.mtimeMs, stats.ctimeMs);
}

/** A file that was removed here may still be deleted or reset there. */
async function recordOfGone({ journal }: Engine, file: string): Promise<TransferRecord | string> {
  const records = (await journal.find([file])).get(file) ?? [];
  const [only] = records;
  if (only === undefined)
    return 'there is no such photo in the watched folders; homeroll agent why tells more';
  return records.length === 1 ? only : 'the file is gone and had several versions';
}

/** Of these photos, those whose copy there is this account's; or why it could not be asked. */
async function ownAmong(
  { link }: Engine,
  records: readonly TransferRecord[],
): Promise<Set<ContentHash> | string> {
  const unsure = records.filter(({ state }) => state !== 'transferred').map(({ hash }) => hash);
  if (unsure.length === 0) return new Set();
  try {
    const answers = await link.destination.check(unsure);
    return new Set(unsure.filter((_hash, place) => answers[place]?.ours));
  } catch (error) {
    if (error instanceof DestinationError) return reasonWords[error.fault];
    throw error;
  }
}

function actionOf({ do: what, title, tags, confirmed }: ItemRequest): Action {
  const answer = confirmed === undefined ? {} : { confirmed };
  switch (what) {
    case 'reset':
      return { type: 'reset' };
    case 'delete':
      return { type: 'delete-pressed', ...answer };
    case 'mark':
      return {
        type: 'mark-by-hand',
        ...answer,
        ...(title === undefined || title === '' ? {} : { title }),
        ...(tags === undefined || tags.length === 0 ? {} : { tags }),
      };
  }
}

function outcomeOf(destination: string, result: ActionResult, before?: TransferRecord): ItemOutcome {
  const { item: file, record, because, asks } = result;
  const same = { destination, file, state: record.state };
  if (asks !== undefined) return { ...same, outcome: 'question', words: questionWords[asks] };
  if (because !== undefined) return { ...same, outcome: 'unchanged', words: explanationWords[because] };
  return { ...same, outcome: 'done', words: doneWords(record, before) };
}

function doneWords({ state }: TransferRecord, before: TransferRecord | undefined): string {
  switch (state) {
    case 'marked':
      return before?.state === 'marked' ? 'is marked anew' : 'is marked and will be sent';
    case 'delete-marked':
      return 'will be deleted there';
    case 'unmarked':
      return 'is reset: events leave it alone until it is marked by hand';
    case 'transferred':
    case 'already-there':
      return 'stays there: its deletion is taken back';
    case 'failed':
    case 'deleted':
    case 'delete-failed':
      return `is ${state}`;
  }
}
