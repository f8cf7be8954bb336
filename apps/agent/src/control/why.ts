import { reasonWords } from '@homeroll/core/sync/reason-words';
import type { TransferRecord } from '@homeroll/core/sync/transfer-record';
import { bytesWords } from '../progress/words-for-figures.ts';
import { holdWords } from './hold-words.ts';
import type { KnownOfFile, Told, Why } from './known-of-file.ts';
import { whenWords } from './time-words.ts';
import { eventName, unmarkedWhy } from './why-unmarked.ts';

/** Why this file is (not) at the destination. Pure. */
export function why(known: KnownOfFile): Why {
  const { halfOf } = known;
  const whole = whyWhole(known);
  const half = `It is the video of a Live Photo and belongs to ${halfOf ?? ''}; both travel as one.`;
  return halfOf === undefined ? whole : { ...whole, because: [half, ...whole.because] };
}

function whyWhole(known: KnownOfFile): Why {
  const { record } = known;
  const isNoItem = known.kind !== 'media' || !known.isWatched;
  if (record !== undefined && record.state !== 'unmarked' && !(isNoItem && isWaiting(record))) {
    return { ...recordWhy(known, record), state: record.state };
  }
  const told = noItem(known) ?? unmarkedWhy(known);
  return { ...told, state: record?.state ?? 'unmarked' };
}

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
        says: `It was at ${destination} already, so nothing was sent.`,
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
      : `The event “${eventName(event)}” marked it.`,
  ];
}
