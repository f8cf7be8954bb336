import { expect, it } from 'vitest';
import { listedBelow, tagTree, type TagBranch } from '../../src/tags/tag-tree.ts';

const tag = (path: string, listed = true) => ({ path, count: 0, listed });

/** The tree as lines, deeper ones further in; in brackets what is no tag itself. */
function lines(branches: readonly TagBranch[], depth = 0): string[] {
  return branches.flatMap(({ name, tag: own, branches: below }) => [
    `${'  '.repeat(depth)}${own ? name : `(${name})`}`,
    ...lines(below, depth + 1),
  ]);
}

it('P53 a/b lies below a, whichever comes first, also where a is no tag', () => {
  const tags = ['b/c/d', 'Zoo', 'ähnlich', 'a/2', 'a/10', 'a', 'b/a'].map((path) => tag(path));
  expect(lines(tagTree(tags, 'de'))).toEqual([
    'a',
    '  2',
    '  10',
    'ähnlich',
    '(b)',
    '  a',
    '  (c)',
    '    d',
    'Zoo',
  ]);
});

it('a path that other programs wrote with empty parts is shown as it is', () => {
  expect(lines(tagTree([tag('a//b'), tag('/c')], 'en'))).toEqual(['()', '  c', '(a)', '  ()', '    b']);
});

it('P51 removing takes what is listed at the tag and below it, and nothing beside it', () => {
  const tags = [tag('a'), tag('a/b'), tag('a/c', false), tag('ab'), tag('b/a')];
  expect(listedBelow(tags, 'a')).toEqual(['a', 'a/b']);
});
