import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coveragePath, coverageText, holes } from '../coverage.ts';

describe('the list of what tests show', () => {
  it('has no holes', () => {
    expect(holes()).toEqual([]);
  });

  it('is up to date: npm run coverage-list', () => {
    expect(readFileSync(coveragePath, 'utf8')).toBe(coverageText());
  });
});
