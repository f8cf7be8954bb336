import type { TileFacts } from '../timeline/months.ts';
import type { Language, Words } from '../words/words.ts';
import { lengthInWords, timeInWords } from './day-words.ts';

/** What one tile draws and says. */
export interface Tile {
  readonly id: number | undefined;
  readonly label: string;
  readonly colour: string | undefined;
  /** Of a video. */
  readonly length: string | undefined;
}

interface Speech {
  readonly say: Words<'photos'>;
  readonly language: Language;
  readonly dayWords: string;
}

/** Until the facts have come a tile says its day only. */
export function tileOf(facts: TileFacts | undefined, { say, language, dayWords }: Speech): Tile {
  if (!facts) {
    return { id: undefined, label: say('item', { day: dayWords }), colour: undefined, length: undefined };
  }
  const { id, colour, duration } = facts;
  const length = duration === undefined ? undefined : lengthInWords(duration);
  const time = timeInWords(facts.second, language);
  const label =
    length === undefined
      ? say('photo', { day: dayWords, time })
      : say('video', { day: dayWords, time, length });
  return { id, label, colour, length };
}
