import { z } from 'zod';
import { tagLength, tagSchema } from '@homeroll/protocol/tags';
import { Refusal } from '../refusal.ts';
import { KeptList, type ListParts } from './kept-list.ts';

const mostTags = 10_000;

/** The tags that are offered, put on the list by hand. No photo is changed when the list is. */
export class TagList {
  readonly #kept: KeptList<string>;

  private constructor(kept: KeptList<string>) {
    this.#kept = kept;
  }

  static async open(parts: Omit<ListParts<string>, 'schema'>): Promise<TagList> {
    return new TagList(await KeptList.open({ ...parts, schema: z.array(tagSchema) }));
  }

  /** In the order of the paths. */
  get paths(): readonly string[] {
    return this.#kept.entries;
  }

  /** False where it is on the list already. */
  async add(path: string): Promise<boolean> {
    const added = path.normalize('NFC');
    let isNew = false;
    await this.#kept.change((paths) => {
      if (paths.includes(added)) return paths;
      if (paths.length >= mostTags)
        throw new Refusal('conflict', 'The list is full. Remove some tags first.');
      isNew = true;
      return sorted([...paths, added]);
    });
    return isNew;
  }

  /** Moves the tag and all below it; where one arrives at a name that is on the list, the two are one. */
  rename(from: string, to: string): Promise<void> {
    const [old, target] = [from.normalize('NFC'), to.normalize('NFC')];
    return this.#kept.change((paths) => {
      if (!paths.some((path) => isAtOrBelow(path, old))) throw notListed(old);
      const moved = paths.map((path) => (isAtOrBelow(path, old) ? target + path.slice(old.length) : path));
      const long = moved.find((path) => path.length > tagLength);
      if (long !== undefined) {
        throw new Refusal('conflict', `${long} would have more than ${String(tagLength)} characters.`);
      }
      return sorted(moved);
    });
  }

  /** With all below it. */
  remove(path: string): Promise<void> {
    const removed = path.normalize('NFC');
    return this.#kept.change((paths) => {
      const left = paths.filter((listed) => !isAtOrBelow(listed, removed));
      if (left.length === paths.length) throw notListed(removed);
      return left;
    });
  }
}

function isAtOrBelow(path: string, top: string): boolean {
  return path === top || path.startsWith(`${top}/`);
}

function sorted(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].toSorted();
}

function notListed(path: string): Refusal {
  return new Refusal('not-found', `${path} is not on the list of tags, nor is anything below it.`);
}
