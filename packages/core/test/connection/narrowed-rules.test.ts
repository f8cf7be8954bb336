import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { narrowedRules } from '../../src/connection/narrowed-rules.ts';
import { noRules } from '../../src/connection/no-rules.ts';
import { unmetRules } from '../../src/connection/unmet-rules.ts';
import { readings, rules, someRules, time } from './arbitrary-rules.ts';

describe('narrowedRules', () => {
  it('P54–P60a what is held back by either is held back by both together', () => {
    fc.assert(
      fc.property(rules, someRules, readings, time, (general, own, known, at) => {
        const apart = [...unmetRules(general, known, at), ...unmetRules({ ...noRules, ...own }, known, at)];
        const together = unmetRules(narrowedRules(general, own), known, at);
        expect(together.length === 0).toBe(apart.length === 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('nothing of its own changes nothing', () => {
    fc.assert(
      fc.property(rules, (general) => {
        expect(narrowedRules(general, {})).toEqual(general);
        expect(narrowedRules(noRules, general)).toEqual(general);
      }),
    );
  });

  it('P57 two lists leave what both hold', () => {
    const narrowed = narrowedRules(
      { ...noRules, networks: ['Home', 'Office'] },
      { networks: ['Office', 'Cafe'] },
    );
    expect(narrowed.networks).toEqual(['Office']);
  });

  it('P57 two lists with nothing in common allow no network, and not any', () => {
    const none = narrowedRules({ ...noRules, networks: ['Home'] }, { networks: ['Office'] });
    for (const network of ['Home', 'Office', 'Cafe', '']) {
      expect(unmetRules(none, { link: 'wifi', network }, '12:00')).not.toEqual([]);
    }
    const still = narrowedRules(none, { networks: ['Home'] });
    expect(unmetRules(still, { link: 'wifi', network: 'Home' }, '12:00')).toEqual(['other-network']);
  });
});
