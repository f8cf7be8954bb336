import { describe, expect, it } from 'vitest';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import { engineBench, hashOf } from './engine-bench.ts';
import { refusing } from './faulty-destination.ts';

const large = 'L'.repeat(2000);
const hour = 3_600_000;

describe('bytes that change on their way', () => {
  it('leave no job for the old ones: nothing waits for what is not there any more', async () => {
    const bench = engineBench({ 'a.jpg': large });
    bench.shelf.onOpen = () => {
      if (bench.shelf.reads.length === 2) bench.shelf.files.set('a.jpg', 'edited');
    };
    expect(await bench.sync()).toMatchObject({ changed: 1, failed: 0 });
    expect(await bench.record('a.jpg')).toMatchObject({ hash: hashOf(large), reason: 'source-missing' });
    for await (const waiting of bench.journal.waiting(Number.POSITIVE_INFINITY, 'sending'))
      expect(waiting).toEqual([]);
  });

  it('and that the destination notices are no failure: the next pass sends what is there', async () => {
    const bench = engineBench({ 'a.jpg': 'A' }, (good) => ({
      ...good,
      send(upload, signal) {
        if (upload.hash !== hashOf('A')) return good.send(upload, signal);
        bench.shelf.files.set('a.jpg', 'edited');
        return Promise.reject(new DestinationError('hash-mismatch', 'other bytes'));
      },
    }));
    expect(await bench.sync()).toMatchObject({ changed: 1, failed: 0 });
    expect(await bench.sync()).toMatchObject({ sent: 1 });
    expect([...bench.place.files.keys()]).toEqual([hashOf('edited')]);
  });

  it('though the file says that it is the same make it red', async () => {
    const bench = engineBench({ 'a.jpg': 'A' }, refusing('hash-mismatch', 'A'));
    expect(await bench.sync()).toMatchObject({ failed: 1 });
    expect(await bench.record('a.jpg')).toMatchObject({ state: 'failed', reason: 'hash-mismatch' });
  });

  it('behind the back of its time are read anew: a hash that was contradicted is not believed again', async () => {
    const bench = engineBench({ 'a.jpg': 'A' });
    const { version, id: item } = (await bench.ports.source.find('a.jpg'))!;
    const wrong = { item, version, hash: hashOf('what it was') };
    await bench.ports.items.save([wrong]);
    expect(await bench.sync()).toMatchObject({ failed: 1 });
    expect(await bench.record('a.jpg')).toMatchObject({ ...wrong, reason: 'hash-mismatch' });
    bench.time.now += hour;
    expect(await bench.sync()).toMatchObject({ sent: 1, failed: 0 });
    expect([...bench.place.files.keys()]).toEqual([hashOf('A')]);
    bench.time.now += hour;
    expect(await bench.sync({ occasion: 'start' })).toMatchObject({ sent: 0, failed: 0 });
  });
});
