import type * as Files from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { failurePicture } from '@homeroll/relay/old-booths/failure-picture';

vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof Files>();
  const readFile = vi.fn((path: string) => real.readFile(path));
  readFile.mockRejectedValueOnce(new Error('too many open files'));
  return { ...real, readFile };
});

it('B35 a picture that could not be read once is read again', async () => {
  await expect(failurePicture('away', 'de')).rejects.toThrow('too many open files');
  expect((await failurePicture('away', 'de')).subarray(0, 2).toString('hex')).toBe('ffd8');
});
