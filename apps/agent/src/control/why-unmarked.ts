import { isInside } from '@homeroll/core/event/match-events';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import type { CaptureTime } from '@homeroll/core/photo/capture-time';
import { wallClockMs } from '@homeroll/core/photo/wall-clock';
import { isInWindow } from '../albums/is-in-window.ts';
import type { KnownOfFile, Told } from './known-of-file.ts';
import { stretchWords, wallClockWords } from './time-words.ts';

/** Why nothing marks a file that could be sent. */
export function unmarkedWhy(known: KnownOfFile): Told {
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
  const elsewhere = events.filter((event) => isInWindow(event, capture, offsetIn));
  if (elsewhere.length > 0) {
    const where =
      album?.name === undefined
        ? 'photos that lie directly in a watched folder are in no album'
        : `this one is in “${album.name}”`;
    return elsewhere.map(
      ({ id, title, albums = [] }) =>
        `“${eventName({ title, id })}” has that time, but is limited to ${albums.join(', ')}; ${where}.`,
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
          `“${eventName(before.event)}” ended ${stretchWords(before.gap)} before (${wallClockWords(before.event.end ?? '')}).`,
        ]),
    ...(after === undefined
      ? []
      : [
          `“${eventName(after.event)}” begins ${stretchWords(after.gap)} later (${wallClockWords(after.event.start)}).`,
        ]),
  ];
}

function titles(events: readonly MediaEvent[]): string {
  return `The event ${events.map((event) => `“${eventName(event)}”`).join(' and ')}`;
}

/** An event without a title gives none; it is called by its id. */
export function eventName({ title, id }: Pick<MediaEvent, 'title' | 'id'>): string {
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
