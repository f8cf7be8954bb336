import { describe, expect, it } from 'vitest';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import { checkStore, type CheckedStore, type ClauseResult } from '@homeroll/destinations/check-store';
import { fileStoreContract } from '@homeroll/destinations/conformance/files/file-store-contract';
import { memoryFileStore, memoryShelf } from '@homeroll/destinations/memory/memory-file-store';

async function resultsOf(checked: CheckedStore): Promise<readonly ClauseResult[]> {
  const results: ClauseResult[] = [];
  for await (const result of checkStore(checked)) results.push(result);
  return results;
}

describe('B14: the check of somebody’s own place', () => {
  it('tells of each promise whether it is kept, and says why it cannot tell', async () => {
    const shelf = memoryShelf();
    const results = await resultsOf({ store: memoryFileStore(shelf), resumableFrom: 0 });
    expect(results.map(({ says }) => says)).toEqual(fileStoreContract.map(({ says }) => says));
    const excused = fileStoreContract.filter(({ needs }) => needs === 'readBack' || needs === 'askAsGuest');
    expect(results.filter(({ result }) => result === 'not-applicable').map(({ says }) => says)).toEqual(
      excused.map(({ says }) => says),
    );
    expect(results.filter(({ result }) => result === 'broken')).toEqual([]);
    expect([...shelf.files.keys(), ...shelf.parts.keys()]).toEqual([]);
  });

  it('works in a folder of its own, and leaves alone what is there', async () => {
    const shelf = memoryShelf();
    const good = memoryFileStore(shelf);
    const folders = new Set<string | undefined>();
    const store: typeof good = {
      ...good,
      put: (path, content, signal) => {
        folders.add(path.split('/')[0]);
        return good.put(path, content, signal);
      },
    };
    await resultsOf({ store });
    await resultsOf({ store });
    expect(folders.size).toBe(2);
    for (const folder of folders) expect(folder).toMatch(/^\.homeroll-check-[0-9a-f]{12}$/);
  });

  it('says of a broken promise what was seen instead, and goes on', async () => {
    const good = memoryFileStore();
    const results = await resultsOf({ store: { ...good, remove: () => Promise.resolve() } });
    expect(results).toContainEqual({
      says: 'removes this file and no other',
      result: 'broken',
      seen: 'it says that there is something',
    });
    expect(results).toHaveLength(fileStoreContract.length);
  });

  it('clears away what it made when nobody takes more results', async () => {
    const shelf = memoryShelf();
    for await (const { says } of checkStore({ store: memoryFileStore(shelf) })) {
      if (says === 'replaces a file') break;
    }
    expect([...shelf.files.keys()]).toEqual([]);
  });

  it('clears away what it made when it is broken off in the middle of a clause', async () => {
    const shelf = memoryShelf();
    const good = memoryFileStore(shelf);
    const stop = new AbortController();
    let puts = 0;
    const put: typeof good.put = async (path, content, signal) => {
      await good.put(path, content, signal);
      if ((puts += 1) === 5) stop.abort();
    };
    const asked = resultsOf({ store: { ...good, put }, signal: stop.signal });
    await expect(asked).rejects.toThrow('stopped');
    expect([...shelf.files.keys(), ...shelf.parts.keys()]).toEqual([]);
  });

  it('clears away all that it can, and hangs up, where one file cannot be removed', async () => {
    const shelf = memoryShelf();
    const good = memoryFileStore(shelf);
    const refused = new DestinationError('forbidden', 'this one stays');
    const results: ClauseResult[] = [];
    const closes: number[] = [];
    const store: typeof good = {
      ...good,
      remove: (path, signal) =>
        path.endsWith('/one.jpg') ? Promise.reject(refused) : good.remove(path, signal),
      close: () => Promise.resolve(void closes.push(results.length)),
    };
    const asked = (async () => {
      for await (const result of checkStore({ store })) results.push(result);
    })();
    await expect(asked).rejects.toBe(refused);
    expect(results).toHaveLength(fileStoreContract.length);
    expect([...shelf.files.keys()].filter((path) => !path.endsWith('/one.jpg'))).toEqual([]);
    expect(closes.at(-1)).toBe(results.length);
  });

  it('gives up in words, and puts nothing, where the place cannot be reached', async () => {
    const shelf = memoryShelf();
    const refused = new DestinationError('refused-login', 'user name or password is wrong');
    const store = { ...memoryFileStore(shelf), stat: () => Promise.reject(refused) };
    await expect(resultsOf({ store })).rejects.toBe(refused);
    expect(shelf.files.size).toBe(0);
  });
});
