import { randomBytes } from 'node:crypto';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import { wallClockAt, wallClockMs } from '@homeroll/core/photo/wall-clock';
import { countItems, type EventCount } from '../albums/count-items.ts';
import { UsageTrouble } from '../connect.ts';
import { withRealFolders } from '../host/agent-host.ts';
import { rememberedEvents } from '../host/server-link.ts';
import { tokenOf, TokenTrouble } from '../host/token-of.ts';
import { countWords } from '../progress/words-for-figures.ts';
import type { AgentSettings } from '../settings/agent-settings.ts';
import { eventSchema } from '../settings/event-schema.ts';
import { editSettings, readSettings } from '../settings/settings-file.ts';
import { exitCodes } from '../with-server.ts';
import { carriedOut, tell, type CommandOptions } from './command.ts';
import { table } from './table.ts';

/** An event as it is given on the command line. */
export interface EventGiven {
  readonly title?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  /** IANA name. */
  readonly timeZone: string;
  readonly albums?: readonly string[] | undefined;
}

/** `homeroll agent events`: those of this device and of its servers, with their counts. */
export function agentEvents(options: CommandOptions): Promise<number> {
  return carriedOut(options, async () => {
    const settings = readSettings(options.settingsFile);
    const places = placedEvents(settings, options.stateFolder);
    const events = places.map(({ event }) => event);
    const counts = await countItems(withRealFolders(settings), events, options.stateFolder);
    const answer = places.map(({ event, from }, place) => ({ ...event, from, ...counts[place] }));
    tell(options, answer, () =>
      answer.length === 0
        ? ['There are no events yet. Make one: homeroll agent events add --title … --start …']
        : table(
            [
              ['ID', 'TITLE', 'FROM', 'UNTIL', 'PHOTOS', 'LEFT OUT', 'TAGS', 'KEPT'],
              ...answer.map(({ id, title, start, end, tags, from, match = 0, leftOut = 0 }) => [
                ...[id, title === '' ? '–' : title, startWords(start), endWords(end)],
                ...[countWords(match), countWords(leftOut), tags.join(', '), from ?? 'here'],
              ]),
            ],
            [4, 5],
          ),
    );
    return exitCodes.done;
  });
}

/** `homeroll agent events add`. */
export function agentEventsAdd(given: EventGiven, options: CommandOptions): Promise<number> {
  return carriedOut(options, async () => {
    const event = eventFrom(given, { id: randomBytes(4).toString('hex'), createdAt: Date.now() });
    const settings = editSettings(options.settingsFile, (draft) => {
      draft['events'] = [...((draft['events'] as unknown[] | undefined) ?? []), event];
    });
    const [count] = await countItems(withRealFolders(settings), [event], options.stateFolder);
    const name = event.title === '' ? event.id : `“${event.title}”`;
    tell(options, { ...event, ...count }, () => [
      `Added ${name} (${event.id}), ${spanWords(event)}: ${countedWords(count)}`,
    ]);
    return exitCodes.done;
  });
}

/** `homeroll agent events remove ID`: what waits because of it is unmarked, what was sent stays. */
export function agentEventsRemove(id: string, options: CommandOptions): Promise<number> {
  return carriedOut(options, () => {
    editSettings(options.settingsFile, (draft, settings) => {
      const place = settings.events.findIndex((event) => event.id === id);
      if (place < 0) throw new UsageTrouble(noSuchEvent(id, settings, options.stateFolder));
      draft['events'] = (draft['events'] as unknown[]).filter((_event, index) => index !== place);
    });
    tell(options, { removed: id }, () => [
      'Removed. What was sent stays; what waited because of it alone does not wait any more.',
    ]);
    return exitCodes.done;
  });
}

/** `homeroll agent events preview`: what an event would match, before there is one. */
export function agentEventsPreview(given: EventGiven, options: CommandOptions): Promise<number> {
  return carriedOut(options, async () => {
    const settings = readSettings(options.settingsFile);
    const event = eventFrom(given, { id: 'preview', createdAt: 0 });
    const [count] = await countItems(withRealFolders(settings), [event], options.stateFolder);
    tell(options, count, () => [countedWords(count)]);
    return exitCodes.done;
  });
}

/** Each with the destination that defines it; without one it is this device's own. */
function placedEvents(
  settings: AgentSettings,
  stateFolder: string,
): readonly { readonly event: MediaEvent; readonly from: string | null }[] {
  const own = settings.events.map((event) => ({ event, from: null }));
  const others = settings.destinations.flatMap((destination) => {
    try {
      const login = { address: destination.to, token: tokenOf(destination) };
      return rememberedEvents(stateFolder, login).map((event) => ({ event, from: destination.name }));
    } catch (error) {
      if (error instanceof TokenTrouble) return [];
      throw error;
    }
  });
  return [...own, ...others];
}

function noSuchEvent(id: string, settings: AgentSettings, stateFolder: string): string {
  const other = placedEvents(settings, stateFolder).find(({ event }) => event.id === id);
  if (other?.from !== undefined && other.from !== null)
    return `The event ${id} is kept on ${other.from} for all its users; remove it there.`;
  return `There is no event ${id}; homeroll agent events lists them.`;
}

/** Throws `UsageTrouble` that names the option to change. */
function eventFrom(given: EventGiven, more: Pick<MediaEvent, 'id' | 'createdAt'>): MediaEvent {
  const { title = '', tags = [], start, end, timeZone, albums = [] } = given;
  const parsed = eventSchema.safeParse({
    ...{ id: more.id, title, tags, start, timeZone, createdAt: more.createdAt },
    ...(end === undefined ? {} : { end }),
    ...(albums.length === 0 ? {} : { albums }),
  });
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(
    ({ path, message }) => `--${optionOf(String(path[0]))} ${message}.`,
  );
  throw new UsageTrouble(mistakes.join('\n'));
}

function optionOf(field: string): string {
  return field === 'timeZone' ? 'time-zone' : field;
}

/** `37 items match; 4 more are in albums you left out.` */
function countedWords({ match, leftOut }: EventCount = { match: 0, leftOut: 0 }): string {
  const matching = match === 1 ? '1 item matches' : `${match === 0 ? 'no' : countWords(match)} items match`;
  const others =
    leftOut === 0
      ? ''
      : `; ${countWords(leftOut)} more ${leftOut === 1 ? 'is' : 'are'} in albums you left out`;
  return `${matching}${others}.`;
}

function spanWords({ start, end, timeZone }: MediaEvent): string {
  return `from ${startWords(start)} ${end === undefined ? 'without an end' : `until ${endWords(end)}`} (${timeZone})`;
}

/** As it may be written with --start: a day alone where it begins with the day. */
function startWords(local: string): string {
  return local.endsWith('T00:00:00') ? local.slice(0, 10) : local.slice(0, 16).replace('T', ' ');
}

/** As it may be written with --end: a day alone is part of the event. */
function endWords(local: string | undefined): string {
  if (local === undefined) return 'open';
  return local.endsWith('T00:00:00')
    ? wallClockAt(wallClockMs(local) - 1000).slice(0, 10)
    : startWords(local);
}
