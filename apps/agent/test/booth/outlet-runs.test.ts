import { expect, it } from 'vitest';
import type { WantedOutlet } from '@homeroll/agent/booth/open-outlets';
import { OutletRuns } from '@homeroll/agent/booth/outlet-runs';
import { offOutlet } from '@homeroll/agent/booth/off-outlet';

/** Tells when it begins and ends; `bug` is thrown in the middle of its work. */
function watched(seen: string[], bug?: Error): (identity: string) => WantedOutlet {
  return (identity) => ({
    identity,
    open: () =>
      Promise.resolve({
        ...offOutlet(identity, 'folder'),
        run: async (signal: AbortSignal) => {
          seen.push(`${identity} begins`);
          if (bug !== undefined) throw bug;
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          await Promise.resolve();
          seen.push(`${identity} ends`);
        },
      }),
  });
}

it('lets nothing work before it is started', async () => {
  const seen: string[] = [];
  const runs = new OutletRuns();
  await runs.follow(['a', 'b'].map(watched(seen)));
  await runs.end();
  expect(seen).toEqual([]);
});

it('ends what is not wanted any more before anything new begins, and leaves the rest alone', async () => {
  const seen: string[] = [];
  const runs = new OutletRuns();
  const before = await runs.follow(['a', 'b'].map(watched(seen)));
  runs.start();
  const after = await runs.follow(['c', 'b'].map(watched(seen)));
  expect(seen).toEqual(['a begins', 'b begins', 'a ends', 'c begins']);
  expect(after.map(({ name }) => name)).toEqual(['c', 'b']);
  expect(after[1]).toBe(before[1]);
  await runs.end();
  expect(seen.slice(4).sort()).toEqual(['b ends', 'c ends']);
});

it('tells of a bug in one of them', async () => {
  const runs = new OutletRuns();
  const bug = new Error('a bug');
  await runs.follow([watched([], bug)('a')]);
  runs.start();
  await expect(runs.broken).rejects.toBe(bug);
  await runs.end();
});
