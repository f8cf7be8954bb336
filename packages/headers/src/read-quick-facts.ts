import { type HeaderReader, headerReader } from './header-reader.ts';
import { mediaTypeOf } from './media-type.ts';
import { readMovieHeader } from './movie-header.ts';
import { readPicture } from './picture-facts.ts';
import type { QuickFacts, RandomAccess } from './quick-facts.ts';

/**
 * Reads the headers only, a few pieces of a few kilobytes. Never throws: it runs before the acknowledgement, and a
 * photo whose metadata trips us up is stored all the same, with what could be read until then.
 */
export async function readQuickFacts(file: RandomAccess, fileName: string): Promise<QuickFacts> {
  let facts = nothingKnown;
  try {
    const reader = headerReader(file);
    const type = await mediaTypeOf(reader, fileName);
    facts = { ...nothingKnown, ...type };
    const movie = type.kind === 'video' ? await readMovie(reader) : undefined;
    facts = { ...facts, ...movie };
    if (type.kind === 'photo') facts = { ...facts, ...(await readPicture(reader, type.extension)) };
  } catch {
    return facts;
  }
  return facts;
}

const nothingKnown: QuickFacts = {
  mediaType: 'application/octet-stream',
  kind: 'other',
  extension: '',
  width: null,
  height: null,
  durationSeconds: null,
  clues: {},
  make: null,
  model: null,
  orientation: 1,
  contentIdentifier: null,
};

async function readMovie(file: HeaderReader): Promise<Partial<QuickFacts>> {
  const movie = await readMovieHeader(file);
  if (movie === undefined) return {};
  const { container, ...rest } = movie;
  return { ...rest, clues: { container } };
}
