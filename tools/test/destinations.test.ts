import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { storeKinds } from '@homeroll/destinations/catalogue';
import { destinationsPath, filledDestinations } from '../destinations.ts';

describe('docs/destinations.md', () => {
  const document = readFileSync(destinationsPath, 'utf8');

  it('is up to date: npm run destinations', async () => {
    expect(document).toBe(await filledDestinations(document));
  });

  it('tells of every kind', () => {
    for (const kind of Object.keys(storeKinds)) expect(document).toContain(`\n## \`${kind}\`: `);
  });

  it('asks for nothing that is not known', async () => {
    await expect(filledDestinations('<!-- options: telex -->\n<!-- end -->')).rejects.toThrow('telex');
  });
});
