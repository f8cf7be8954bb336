import type { Tag } from '@homeroll/protocol/tags';

/** One line of the tree. */
export interface TagBranch {
  /** The last part of the path. */
  readonly name: string;
  readonly path: string;
  /** `undefined` for a name that only has others below it. */
  readonly tag: Tag | undefined;
  readonly branches: readonly TagBranch[];
}

interface Growing extends Omit<TagBranch, 'tag' | 'branches'> {
  tag: Tag | undefined;
  readonly branches: Growing[];
}

/** Tags by their paths: `a/b` below `a`, also where `a` itself is no tag. Names in the order of the language. */
export function tagTree(tags: readonly Tag[], locale: string): readonly TagBranch[] {
  const root: Growing = { name: '', path: '', tag: undefined, branches: [] };
  for (const tag of tags) branchAt(root, tag.path).tag = tag;
  return sorted(root.branches, new Intl.Collator(locale, { numeric: true }));
}

/** The tag itself and all below it that stand on the list: what goes when it is removed. */
export function listedBelow(tags: readonly Tag[], path: string): readonly string[] {
  return tags
    .filter((tag) => tag.listed && (tag.path === path || tag.path.startsWith(`${path}/`)))
    .map((tag) => tag.path);
}

function branchAt(root: Growing, path: string): Growing {
  let branch = root;
  for (const name of path.split('/')) {
    const known = branch.branches.find((each) => each.name === name);
    const next = known ?? {
      name,
      path: branch === root ? name : `${branch.path}/${name}`,
      tag: undefined,
      branches: [],
    };
    if (!known) branch.branches.push(next);
    branch = next;
  }
  return branch;
}

function sorted(branches: readonly TagBranch[], collator: Intl.Collator): readonly TagBranch[] {
  return branches
    .toSorted((one, other) => collator.compare(one.name, other.name) || (one.name < other.name ? -1 : 1))
    .map((branch) => ({ ...branch, branches: sorted(branch.branches, collator) }));
}
