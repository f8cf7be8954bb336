import { describe, expect, it } from 'vitest';
import type { Clock } from '@homeroll/core/ports/clock';
import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';
import { parseStorePath, type FileStore, type StorePath } from '@homeroll/core/ports/file-store';
import { contentOf, readAll } from '@homeroll/destinations/conformance/files/tidily';
import { memoryFileStore, memoryShelf } from '@homeroll/destinations/memory/memory-file-store';
import { silent } from '@homeroll/destinations/silent';
import { limited } from '@homeroll/destinations/wrappers/limited';
import { patientFiles } from '@homeroll/destinations/wrappers/patient-files';
import { told, type StoreEvent } from '@homeroll/destinations/wrappers/told';

const path = parseStorePath('party/one.jpg') as StorePath;
const other = parseStorePath('party/two.jpg') as StorePath;
const bytes = new Uint8Array(200_000).fill(7);

function clockOf(): { waits: number[]; clock: Clock } {
  const waits: number[] = [];
  return { waits, clock: { now: () => 0, wait: (pause) => Promise.resolve(void waits.push(pause)) } };
}

/** A store whose calls fail so many times, each kind for itself. */
function failing(times: number, error: DestinationError): FileStore {
  const good = memoryFileStore();
  const left = { put: times, stat: times, read: times, remove: times };
  const failFirst = (call: keyof typeof left): void => {
    if ((left[call] -= 1) >= 0) throw error;
  };
  return {
    ...good,
    put: async (at, content) => (failFirst('put'), good.put(at, content)),
    stat: async (at) => (failFirst('stat'), good.stat(at)),
    read: async function* (at) {
      failFirst('read');
      yield* good.read(at);
    },
    remove: async (at) => (failFirst('remove'), good.remove(at)),
  };
}

describe('patientFiles', () => {
  const useAll = async (store: FileStore): Promise<unknown> => {
    await store.put(path, contentOf(bytes));
    expect(await readAll(store, path)).toEqual(bytes);
    await store.remove(path);
    return store.stat(path);
  };

  it('waits as long as it is told, then asks again', async () => {
    const busy = new DestinationError('rate-limited', 'slow', { retryAfter: 7000 });
    const { waits, clock } = clockOf();
    expect(await useAll(patientFiles(failing(2, busy), clock))).toBeUndefined();
    expect(waits).toEqual(Array.from({ length: 8 }, () => 7000));
  });

  it('tries a broken connection once more at once, and no more often', async () => {
    const broken = new DestinationError('unreachable', 'broken');
    const { waits, clock } = clockOf();
    expect(await useAll(patientFiles(failing(1, broken), clock))).toBeUndefined();
    await expect(useAll(patientFiles(failing(2, broken), clock))).rejects.toBe(broken);
    expect(waits).toEqual([]);
  });

  it.each<DestinationFault>(['disk-full', 'refused-login', 'timeout', 'missing'])(
    'hands on %s at once',
    async (fault) => {
      const error = new DestinationError(fault, 'no');
      const { waits, clock } = clockOf();
      await expect(useAll(patientFiles(failing(1, error), clock))).rejects.toBe(error);
      expect(waits).toEqual([]);
    },
  );

  it('does not begin a reading anew that broke in the middle', async () => {
    const good = memoryFileStore();
    const broken = new DestinationError('unreachable', 'broken');
    let begun = 0;
    const read: FileStore['read'] = async function* (at) {
      begun += 1;
      for await (const piece of good.read(at)) {
        yield piece;
        throw broken;
      }
    };
    await good.put(path, contentOf(bytes));
    const store = patientFiles({ ...good, read }, clockOf().clock);
    await expect(readAll(store, path)).rejects.toBe(broken);
    expect(begun).toBe(1);
  });
});

describe('limited', () => {
  it('waits after each piece as long as it takes at this rate, for all files together', async () => {
    const { waits, clock } = clockOf();
    const store = limited(memoryFileStore(), 20_000, clock);
    await Promise.all([store.put(path, contentOf(bytes)), store.put(other, contentOf(bytes))]);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeCloseTo(20_000, 5);
    expect(Math.max(...waits)).toBe(1000);
  });

  it('slows down nothing that is only read here', async () => {
    const { waits, clock } = clockOf();
    const good = memoryFileStore();
    const put: FileStore['put'] = async (_, content) => {
      for await (const piece of silent(content).open(0)) expect(piece.length).toBeGreaterThan(0);
    };
    await limited({ ...good, put }, 20_000, clock).put(path, contentOf(bytes));
    expect(waits).toEqual([]);
  });

  it('lets go of what is stopped while it waits', async () => {
    const clock: Clock = {
      now: () => 0,
      wait: (_, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
    };
    const store = limited(memoryFileStore(), 1, clock);
    const stop = new AbortController();
    const put = store.put(path, contentOf(bytes), stop.signal);
    stop.abort();
    await expect(put).rejects.toThrow('stopped');
    expect(await store.stat(path)).toBeUndefined();
  });
});

describe('told', () => {
  it('tells what is done, and what failed in words', async () => {
    const events: StoreEvent[] = [];
    const full = new DestinationError('disk-full', 'The disk is full.');
    const store = told(failing(1, full), (event) => events.push(event));
    await expect(store.put(path, contentOf(bytes))).rejects.toBe(full);
    await store.put(path, contentOf(bytes));
    await expect(store.remove(path)).rejects.toBe(full);
    await store.remove(path);
    await expect(store.stat(path)).rejects.toBe(full);
    await store.stat(path);
    expect(events).toEqual(
      (['put', 'remove', 'look'] as const).flatMap((action) => [
        { action, path, trouble: 'The disk is full.' },
        { action, path, trouble: undefined },
      ]),
    );
  });

  it('tells nothing of what was stopped', async () => {
    const events: StoreEvent[] = [];
    const stop = new AbortController();
    stop.abort();
    const store = told(memoryFileStore(), (event) => events.push(event));
    await expect(store.put(path, contentOf(bytes), stop.signal)).rejects.toThrow('stopped');
    expect(events).toEqual([]);
  });

  it('publishes only where the place can', () => {
    const [can, cannot] = [memoryFileStore(memoryShelf('https://a.example')), memoryFileStore()];
    const { clock } = clockOf();
    for (const wrap of [
      (store: FileStore) => told(store, () => undefined),
      (store: FileStore) => limited(store, 1e6, clock),
      (store: FileStore) => patientFiles(store, clock),
    ]) {
      expect(wrap(can)).toHaveProperty('publish');
      expect(wrap(cannot)).not.toHaveProperty('publish');
    }
  });
});
