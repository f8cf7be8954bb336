import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SharedWatches } from '@homeroll/agent/host/shared-watches';

it('watches a folder once for all, and is new to each of them, also when it is back', async () => {
  const root = await mkdtemp(join(tmpdir(), 'homeroll-watches-'));
  const folder = join(root, 'a');
  await mkdir(folder);
  const waiting = new Map<string, () => void>();
  const watches = new SharedWatches(
    (changed) => waiting.get(changed)?.(),
    () => undefined,
  );
  const changeOf = (changed: string): Promise<void> =>
    new Promise((resolve) => waiting.set(changed, resolve));
  const [one, other] = [{}, {}];
  try {
    expect([watches.add(folder, one), watches.add(folder, one), watches.add(folder, other)]).toEqual([
      true,
      false,
      true,
    ]);
    const change = changeOf(folder);
    await writeFile(join(folder, 'x'), '');
    await change;
    const end = changeOf(folder);
    await rm(folder, { recursive: true });
    await end;
    await mkdir(folder);
    await expect.poll(() => watches.add(folder, one)).toBe(true);
    expect(watches.add(folder, other)).toBe(true);
    watches.forget(other);
    expect([watches.add(folder, one), watches.add(folder, other)]).toEqual([false, true]);
  } finally {
    watches.close();
    await rm(root, { recursive: true, force: true });
  }
});
