import { UsageTrouble } from '../connect.ts';
import { editSettings, readSettings } from '../settings/settings-file.ts';
import { exitCodes } from '../with-server.ts';
import { carriedOut, tell, type CommandOptions } from './command.ts';
import { tagFrom } from './tag-from.ts';

/** `homeroll agent tags`: the tags to choose from, as a tree. */
export function agentTags(options: CommandOptions): Promise<number> {
  return carriedOut(options, () => {
    const tags = [...readSettings(options.settingsFile).tags].sort();
    tell(options, tags, () =>
      tags.length === 0
        ? ['There are no tags yet. Add one: homeroll agent tags add family/wedding']
        : tree(tags),
    );
    return exitCodes.done;
  });
}

/** `homeroll agent tags add TAG`. */
export function agentTagsAdd(tag: string, options: CommandOptions): Promise<number> {
  return changed(options, (tags) => {
    const added = tagFrom(tag);
    if (tags.includes(added)) throw new UsageTrouble(`The tag ${added} is on the list already.`);
    return [...tags, added];
  });
}

/** `homeroll agent tags rename TAG TO`: with all that lies under it. Photos and events keep theirs. */
export function agentTagsRename(tag: string, to: string, options: CommandOptions): Promise<number> {
  return changed(options, (tags) => {
    const target = tagFrom(to);
    refuseUnknown(tags, tag);
    return [
      ...new Set(tags.map((one) => (isUnder(one, tag) ? tagFrom(target + one.slice(tag.length)) : one))),
    ];
  });
}

/** `homeroll agent tags remove TAG`: with all that lies under it. Photos and events keep theirs. */
export function agentTagsRemove(tag: string, options: CommandOptions): Promise<number> {
  return changed(options, (tags) => {
    refuseUnknown(tags, tag);
    return tags.filter((one) => !isUnder(one, tag));
  });
}

function changed(
  options: CommandOptions,
  change: (tags: readonly string[]) => readonly string[],
): Promise<number> {
  return carriedOut(options, () => {
    const { tags } = editSettings(options.settingsFile, (draft, settings) => {
      draft['tags'] = change(settings.tags);
    });
    const sorted = [...tags].sort();
    tell(options, sorted, () => (sorted.length === 0 ? ['There are no tags now.'] : tree(sorted)));
    return exitCodes.done;
  });
}

function refuseUnknown(tags: readonly string[], tag: string): void {
  if (!tags.some((one) => isUnder(one, tag)))
    throw new UsageTrouble(`There is no tag ${tag}; homeroll agent tags lists them.`);
}

function isUnder(one: string, tag: string): boolean {
  return one === tag || one.startsWith(`${tag}/`);
}

/** Each level indented under the one above, also where that is on no list itself. */
function tree(tags: readonly string[]): readonly string[] {
  const paths = new Set(
    tags.flatMap((tag) => tag.split('/').map((_part, depth, parts) => parts.slice(0, depth + 1).join('/'))),
  );
  return [...paths]
    .map((path) => path.split('/'))
    .sort(byParts)
    .map((parts) => `${'  '.repeat(parts.length - 1)}${parts.at(-1) ?? ''}`);
}

function byParts(one: readonly string[], other: readonly string[]): number {
  const place = one.findIndex((part, index) => part !== other[index]);
  if (place < 0) return one.length - other.length;
  return (one[place] ?? '') < (other[place] ?? '') ? -1 : 1;
}
