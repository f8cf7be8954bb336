import { opendir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Every file below a folder, as a path relative to it with `/`, in no particular order. Links are not followed. */
export async function* walkLibrary(root: string, folder: string = root): AsyncGenerator<string> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walkLibrary(root, path);
    else yield relative(root, path).split(sep).join('/');
  }
}

/** The items of a stream in lists of at most `size`. */
export async function* inBatches<Item>(
  items: AsyncIterable<Item>,
  size: number,
): AsyncGenerator<readonly Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
