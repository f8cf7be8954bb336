import type { Catalog } from '../catalog/catalog.ts';
import type { DataFolder } from '../library/data-folder.ts';
import { EventBook } from './event-book.ts';
import { TagList } from './tag-list.ts';

/**
 * What the files of the data folder say of events and tags becomes what the catalog says, and is kept in both.
 * `warn` hears of a file that cannot be read.
 */
export async function openLists(
  data: Pick<DataFolder, 'events' | 'tags'>,
  catalog: Pick<Catalog, 'events' | 'tags'>,
  warn: (words: string) => void,
): Promise<{ readonly events: EventBook; readonly tags: TagList }> {
  const events = await EventBook.open({
    ...{ file: data.events, warn },
    catalog: { all: () => catalog.events.all(), keep: (list) => catalog.events.keep(list) },
  });
  const tags = await TagList.open({
    ...{ file: data.tags, warn },
    catalog: { all: () => catalog.tags.listed(), keep: (list) => catalog.tags.keep(list) },
  });
  return { events, tags };
}
