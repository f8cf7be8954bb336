import { expect, it } from 'vitest';
import { soon } from '@homeroll/destinations/conformance/files/tidily';
import { withGrace } from '@homeroll/destinations/with-grace';

it('a stopped task is left where it does not even end when it was hung up on', async () => {
  const stop = new AbortController();
  let isHungUp = false;
  const hangUp = (): void => void (isHungUp = true);
  const task = withGrace(() => new Promise<never>(() => undefined), hangUp, stop.signal);
  stop.abort();
  await expect(soon(task)).rejects.toThrow('stopped');
  expect(isHungUp).toBe(true);
});
