import { describe, expect, it } from 'vitest';
import { unsettledFiles } from '@homeroll/agent/sources/unsettled-files';
import type { ListedFile } from '@homeroll/agent/sources/list-folder';

const stableFor = 1000;

function fileFrom(modified: number, size = 5): ListedFile {
  return { name: 'a.jpg', size, modified, touched: modified, dev: 1, ino: 1 };
}

describe('whether a file is finished', () => {
  it('one with a time in the future is finished when it stood still, and stays so at every later look', () => {
    let ticks = 0;
    const unsettled = unsettledFiles(stableFor, { now: () => 1_000_000, ticks: () => ticks });
    const tomorrow = fileFrom(1_000_000 + 86_400_000);
    const isSettled = (file: ListedFile): boolean => unsettled.settledIn('/media', [file]).length === 1;
    expect(isSettled(tomorrow)).toBe(false);
    expect(unsettled.soonest()).toBe(stableFor);
    ticks += stableFor;
    for (let look = 0; look < 3; look += 1) {
      expect(isSettled(tomorrow)).toBe(true);
      expect(unsettled.soonest()).toBeUndefined();
    }
    const longer = fileFrom(tomorrow.modified, 6);
    expect(isSettled(longer)).toBe(false);
    ticks += stableFor;
    expect(isSettled(longer)).toBe(true);
  });
});
