import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseContentHash, type ContentHash } from '@homeroll/core/photo/content-hash';
import type { ItemFacts, ItemMemory } from '@homeroll/core/ports/item-memory';
import { memoryItems } from '@homeroll/core/sync/memory-items';
import { sqliteItems } from '@homeroll/agent/journal/sqlite-items';

const memories: Readonly<Record<string, () => ItemMemory & { close?: () => void }>> = {
  'in memory': memoryItems,
  'in SQLite': () => sqliteItems(':memory:'),
};
const names = ['a.jpg', 'b/ü.jpg', "c'd\n.jpg", '🎉'];
const facts: fc.Arbitrary<ItemFacts> = fc
  .record(
    {
      item: fc.constantFrom(...names),
      version: fc.constantFrom('v1', 'v2'),
      fileKey: fc.constantFrom('1:1', '1:2'),
      hash: fc.nat(3).map((number) => hashOf(String(number))),
      companion: fc.nat(3).map((number) => hashOf(String(number))),
      capture: fc.record({
        local: fc.constantFrom('2026-06-14T15:30:00', '1969-12-31T23:59:59'),
        offsetMinutes: fc.constantFrom(null, 0, -210, 840),
        source: fc.constantFrom('exif', 'modified'),
      }),
    },
    { requiredKeys: ['item', 'version'] },
  )
  // A record from the wild may have any prototype here; those of the memory have the usual one.
  .map(({ capture, ...rest }): ItemFacts => ({
    ...rest,
    ...(capture === undefined ? {} : { capture: { ...capture } }),
  }));

describe.each(Object.entries(memories))('what is remembered of items %s', (_where, open) => {
  it('is exactly what was said last, and of one version everything that was said', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(facts, { maxLength: 4 }), { maxLength: 5 }), async (groups) => {
        const memory = open();
        await Promise.all(groups.map((group) => memory.save(group)));
        const expected = new Map<string, ItemFacts>();
        for (const one of groups.flat()) {
          const before = expected.get(one.item);
          expected.set(one.item, before?.version === one.version ? { ...before, ...one } : one);
        }
        expect(sorted(await memory.find([...names, 'never seen']))).toEqual(sorted(expected));
        memory.close?.();
      }),
      { numRuns: 40 },
    );
  });

  it('is found at once, before it lasts', async () => {
    const memory = open();
    const saving = memory.save([{ item: 'a.jpg', version: 'v1', hash: hashOf('A') }]);
    expect((await memory.find(['a.jpg'])).get('a.jpg')).toMatchObject({ hash: hashOf('A') });
    await saving;
    memory.close?.();
  });

  it('is not mixed with what another version was: its hash is forgotten with it', async () => {
    const memory = open();
    await memory.save([{ item: 'a.jpg', version: 'v1', hash: hashOf('A'), companion: hashOf('M') }]);
    await memory.save([{ item: 'a.jpg', version: 'v2', fileKey: '1:1' }]);
    expect((await memory.find(['a.jpg'])).get('a.jpg')).toEqual({
      item: 'a.jpg',
      version: 'v2',
      fileKey: '1:1',
    });
    memory.close?.();
  });

  it('finds a file that was moved by its key and version together', async () => {
    const memory = open();
    const known = { item: 'old.jpg', version: 'v1', fileKey: '1:1', hash: hashOf('A') };
    await memory.save([known]);
    expect(await memory.findMoved('1:1', 'v1')).toEqual(known);
    expect(await memory.findMoved('1:1', 'v2')).toBeUndefined();
    expect(await memory.findMoved('1:2', 'v1')).toBeUndefined();
    memory.close?.();
  });

  it.each([
    ['first', ['with.jpg', 'without.jpg']],
    ['last', ['without.jpg', 'with.jpg']],
  ])('finds of several names of one file the one with a hash, be it %s', async (_words, order) => {
    const memory = open();
    for (const item of order) {
      const hash = item === 'with.jpg' ? { hash: hashOf('A') } : {};
      await memory.save([{ item, version: 'v1', fileKey: '1:1', ...hash }]);
    }
    expect(await memory.findMoved('1:1', 'v1')).toMatchObject({ item: 'with.jpg', hash: hashOf('A') });
    memory.close?.();
  });
});

describe('what is remembered of items in a file', () => {
  it('survives the program, without having been closed too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'homeroll-items-'));
    const path = join(folder, 'items.db');
    const known: ItemFacts = { item: 'a.jpg', version: 'v1', hash: hashOf('A') };
    const first = sqliteItems(path);
    await first.save([known]);
    const second = sqliteItems(path);
    expect((await second.find(['a.jpg'])).get('a.jpg')).toEqual(known);
    first.close();
    second.close();
    await rm(folder, { recursive: true });
  });
});

function sorted(found: ReadonlyMap<string, ItemFacts>): readonly ItemFacts[] {
  return [...found.values()].sort((one, other) => (one.item < other.item ? -1 : 1));
}

function hashOf(text: string): ContentHash {
  return parseContentHash(createHash('sha256').update(text).digest('hex'))!;
}
