import type { ItemFacts, ItemMemory } from '../ports/item-memory.ts';

/** Facts that live as long as the process: for what is sent once, and for tests. */
export function memoryItems(): ItemMemory {
  const known = new Map<string, ItemFacts>();
  return {
    find(ids) {
      const found = ids.flatMap((id) => {
        const facts = known.get(id);
        return facts === undefined ? [] : [[id, facts] as const];
      });
      return Promise.resolve(new Map(found));
    },
    findMoved(fileKey, version) {
      const same = [...known.values()].filter(
        (facts) => facts.fileKey === fileKey && facts.version === version,
      );
      return Promise.resolve(same.find(({ hash }) => hash !== undefined) ?? same[0]);
    },
    save(facts) {
      for (const one of facts) {
        const before = known.get(one.item);
        known.set(one.item, before?.version === one.version ? { ...before, ...one } : one);
      }
      return Promise.resolve();
    },
  };
}
