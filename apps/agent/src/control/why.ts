import type { HoldReason } from '@homeroll/core/connection/connection-gate';
import { isInside, type OffsetIn } from '@homeroll/core/event/match-events';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import type { CaptureTime } from '@homeroll/core/photo/capture-time';
import { wallClockMs } from '@homeroll/core/photo/wall-clock';
import { reasonWords } from '@homeroll/core/sync/reason-words';
import type { TransferRecord, TransferState } from '@homeroll/core/sync/transfer-record';
import type { AlbumState } from '../albums/album-choice.ts';
import { bytesWords } from '../progress/words-for-figures.ts';
import { holdWords } from './hold-words.ts';
import { stretchWords, wallClockWords, whenWords } from './time-words.ts';

/** What lies at a path, before anything is asked of what it holds. */
export type FileKind = 'absent' | 'folder' | 'link' | 'hidden' | 'no-media' | 'odd-name' | 'media';

/** Everything that is known of a file, for one destination. Times in milliseconds since 1970, sizes in bytes. */
export interface KnownOfFile {
  readonly path: string;
  readonly now: number;
  readonly kind: FileKind;
  readonly isWatched: boolean;
  readonly isEmpty?: boolean;
  readonly isBeingWritten?: boolean;
  readonly album?: { readonly folder: string; readonly name: string | undefined; readonly state: AlbumState };
  /** Absent: the file could not be read. */
  readonly capture?: CaptureTime;
  readonly events: readonly MediaEvent[];
  readonly offsetIn: OffsetIn;
  readonly destination: string;
  /** Of the bytes that are there now. */
  readonly record?: TransferRecord;
  /** Its other versions, which were sent or wait. */
  readonly earlier?: readonly TransferRecord[];
  /** How much of it has left, while it is being sent. */
  readonly sentBytes?: number;
  readonly holds: readonly HoldReason[];
  readonly isPageOpen?: boolean;
  /** What keeps everything from being sent to this destination. */
  readonly trouble?: { readonly words: string; readonly isConfiguration: boolean };
}

export interface Why {
  readonly state: TransferState;
  /** One sentence. */
  readonly says: string;
  /** What it follows from, a sentence each. */
  readonly because: readonly string[];
  /** What a person can do about it, where something can be done. */
  readonly todo?: string;
}

/** Why this file is (not) at the destination. Pure. */
export function why(known: KnownOfFile): Why {
  const { record } = known;
  const isNoItem = known.kind !== 'media' || !known.isWatched;
  if (record !== undefined && record.state !== 'unmarked' && !(isNoItem && isWaiting(record))) {
    return { ...recordWhy(known, record), state: record.state };
  }
  const told = noItem(known) ?? unmarkedWhy(known);
  return { ...told, state: record?.state ?? 'unmarked' };
}

type Told = Omit<Why, 'state'>;

function isWaiting({ state }: TransferRecord): boolean {
  return state === 'marked' || state === 'failed';
}

/** Why it can't be sent at all. */
function noItem({ kind, isWatched, isEmpty, isBeingWritten }: KnownOfFile): Told | undefined {
  const told = (says: string, todo?: string): Told => ({
    says,
    because: [],
    ...(todo === undefined ? {} : { todo }),
  });
  if (kind === 'absent')
    return told('There is no such file.', 'Look at the name; put the card or disk in again that it is on.');
  if (!isWatched)
    return told('It is in none of the watched folders.', 'Add its folder to “folders” in the settings file.');
  if (kind === 'folder')
    return told(
      'This is a folder.',
      'Ask for one of its photos; homeroll agent albums tells which folders are on.',
    );
  if (kind === 'link')
    return told(
      'It is a link, and links are not followed.',
      'Add the folder that it leads to to “folders” in the settings file.',
    );
  if (kind === 'hidden')
    return told(
      'It is hidden or temporary, or in a folder that is: such files are left out.',
      'Give it (or its folder) a name that begins with a letter.',
    );
  if (kind === 'odd-name') return told(`Its name can’t be used: ${reasonWords['odd-name']}.`);
  if (kind === 'no-media')
    return told('By its name it is no photo or video; sidecars and other files do not travel.');
  if (isEmpty) return told('The file is empty.', 'If it should not be, copy it here again.');
  if (isBeingWritten) return told('It is still being written; it is looked at when it has stood still.');
  return undefined;
}

function unmarkedWhy(known: KnownOfFile): Told {
  const { record, album, events, path, earlier = [] } = known;
  const mark = `Mark it by hand: homeroll agent mark "${path}"`;
  const edited = earlier.some(({ state }) => state !== 'unmarked')
    ? ['An earlier version of this file was sent or waits; this one is other bytes.']
    : [];
  if (record?.suppressEvents) {
    return { says: 'It was reset: no event marks it until a person does.', because: [], todo: mark };
  }
  if (album !== undefined && album.state !== 'on') {
    const name = album.name === undefined ? 'the folder' : `the album “${album.name}”`;
    const says =
      album.state === 'new'
        ? `It is in ${name}, which is new: nobody has switched it on yet.`
        : `It is in ${name}, which is off.`;
    return { says, because: edited, todo: `Switch it on: homeroll agent albums on "${album.folder}"` };
  }
  if (events.length === 0) {
    const says = 'Nothing marks it: there are no events.';
    return {
      says,
      because: edited,
      todo: `Make one: homeroll agent events add --title … --start …; or ${lower(mark)}`,
    };
  }
  const { capture } = known;
  if (capture === undefined) {
    return {
      says: 'It could not be read, so no event can match it.',
      because: edited,
      todo: 'Look whether this account may read the file.',
    };
  }
  const shot = `It was shot on ${wallClockWords(capture.local)}, by ${clueWords[capture.source]}.`;
  const matching = events.filter((event) => isInside(event, { capture, album: album?.name }, known.offsetIn));
  if (matching.length > 0) {
    return {
      says: `${titles(matching)} matches it; it is marked at the next look.`,
      because: [shot, ...edited],
    };
  }
  return {
    says: 'No event matches it.',
    because: [shot, ...near(known, capture), ...edited],
    todo: `Make an event for that time, or ${lower(mark)}`,
  };
}

/** The events whose window holds it and whose albums do not, and the nearest one on each side. */
function near({ events, album, offsetIn }: KnownOfFile, capture: CaptureTime): readonly string[] {
  const elsewhere = events.filter((event) => {
    const { albums: _albums, ...anywhere } = event;
    return isInside(anywhere, { capture }, offsetIn);
  });
  if (elsewhere.length > 0) {
    const where =
      album?.name === undefined
        ? 'photos that lie directly in a watched folder are in no album'
        : `this one is in “${album.name}”`;
    return elsewhere.map(
      ({ id, title, albums = [] }) =>
        `“${titleOf({ title, id })}” has that time, but is limited to ${albums.join(', ')}; ${where}.`,
    );
  }
  const at = wallClockMs(capture.local);
  const before = events
    .flatMap((event) => (event.end === undefined ? [] : [{ event, gap: at - wallClockMs(event.end) }]))
    .filter(({ gap }) => gap >= 0)
    .sort((one, other) => one.gap - other.gap)[0];
  const after = events
    .map((event) => ({ event, gap: wallClockMs(event.start) - at }))
    .filter(({ gap }) => gap > 0)
    .sort((one, other) => one.gap - other.gap)[0];
  return [
    ...(before === undefined
      ? []
      : [
          `“${titleOf(before.event)}” ended ${stretchWords(before.gap)} before (${wallClockWords(before.event.end ?? '')}).`,
        ]),
    ...(after === undefined
      ? []
      : [
          `“${titleOf(after.event)}” begins ${stretchWords(after.gap)} later (${wallClockWords(after.event.start)}).`,
        ]),
  ];
}

function recordWhy(known: KnownOfFile, record: TransferRecord): Told {
  const { destination, path } = known;
  const reason = record.reason === undefined ? '' : reasonWords[record.reason];
  switch (record.state) {
    case 'unmarked':
      return unmarkedWhy(known);
    case 'marked':
    case 'failed':
      return waitingWhy(known, record);
    case 'transferred':
      return {
        says: `It is at ${destination}, with title and tags; it was sent from here.`,
        because: markedBy(known, record),
      };
    case 'already-there':
      return {
        says: `${destination} had it already, so nothing was sent.`,
        because:
          record.title === undefined && record.tags === undefined
            ? []
            : ['Its title and tags were not added to the copy there.'],
      };
    case 'deleted':
      return {
        says:
          record.reason === 'removed-elsewhere'
            ? `It was sent to ${destination} once and deleted there since; it does not come back by itself.`
            : `It was deleted at ${destination} from here; it does not come back by itself.`,
        because: [],
        todo: `To send it again all the same: homeroll agent mark --yes "${path}"`,
      };
    case 'delete-marked':
      return {
        says:
          record.reason === undefined
            ? `It is to be deleted at ${destination}.`
            : `It is to be deleted at ${destination}; that failed: ${reason}.`,
        because: obstacles(known, record),
        todo: `To keep it there: homeroll agent reset "${path}"`,
      };
    case 'delete-failed':
      return {
        says: `It could not be deleted at ${destination}: ${reason}.`,
        because: [],
        todo: `Try again: homeroll agent delete --yes "${path}"; or forget about it: homeroll agent reset "${path}"`,
      };
  }
}

function waitingWhy(known: KnownOfFile, record: TransferRecord): Told {
  const { destination, sentBytes, now } = known;
  const by = markedBy(known, record);
  if (sentBytes !== undefined) {
    return {
      says: `It is being sent to ${destination}: ${bytesWords(sentBytes)} of ${bytesWords(record.size)}.`,
      because: by,
    };
  }
  if (record.reason === 'source-missing') {
    return { says: 'The file was gone when it was to be sent; it is sent when it is back.', because: by };
  }
  if (record.state === 'marked') {
    const what = obstacles(known, record);
    const says =
      what.length === 0
        ? `It is sent to ${destination} as soon as its turn comes.`
        : `It waits to be sent to ${destination}.`;
    return { says, because: [...what, ...by] };
  }
  const reason = record.reason === undefined ? 'the last try failed' : reasonWords[record.reason];
  const tries = record.attempts > 1 ? `, ${String(record.attempts)} times` : '';
  const again =
    record.nextTry === undefined
      ? 'It is not tried again by itself until something changes.'
      : `It is tried again ${record.nextTry <= now ? 'now' : whenWords(record.nextTry, now)}.`;
  return {
    says: `It could not be sent to ${destination}${tries}: ${reason}.`,
    because: [again, ...obstacles(known, record), ...by],
    todo: 'Try everything now: homeroll agent retry',
  };
}

/** What holds back everything, or what this event marked, now. */
function obstacles(
  { trouble, holds, isPageOpen = false, now }: KnownOfFile,
  { state, nextTry }: TransferRecord,
): readonly string[] {
  const sentence = (words: string): string =>
    `${words.slice(0, 1).toUpperCase()}${words.slice(1).replace(/\.$/, '')}.`;
  const later =
    state === 'delete-marked' && nextTry !== undefined && nextTry > now
      ? [`It is tried again ${whenWords(nextTry, now)}.`]
      : [];
  return [
    ...holds.map((hold) => sentence(holdWords(hold, isPageOpen))),
    ...(trouble === undefined
      ? []
      : [`${trouble.isConfiguration ? 'Configuration problem: ' : ''}${sentence(trouble.words)}`]),
    ...later,
  ];
}

function markedBy({ events }: KnownOfFile, { origin }: TransferRecord): readonly string[] {
  if (origin === undefined) return [];
  if (origin === 'manual') return ['It was marked by hand.'];
  const event = events.find(({ id }) => id === origin.event);
  return [
    event === undefined
      ? 'It was marked by an event that is there no more.'
      : `The event “${titleOf(event)}” marked it.`,
  ];
}

function titles(events: readonly MediaEvent[]): string {
  return `The event ${events.map((event) => `“${titleOf(event)}”`).join(' and ')}`;
}

/** An event without a title gives none; it is called by its id. */
function titleOf({ title, id }: Pick<MediaEvent, 'title' | 'id'>): string {
  return title === '' ? id : title;
}

function lower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

const clueWords: Readonly<Record<CaptureTime['source'], string>> = {
  exif: 'its EXIF data',
  xmp: 'its XMP data',
  iptc: 'its IPTC data',
  container: 'the video’s own header',
  client: 'what the camera app said',
  'file-name': 'its file name',
  modified: 'the time of the file (nothing in it tells)',
  received: 'the time it was seen here (nothing else tells)',
};
