import fc from 'fast-check';
import { createSHA256 } from 'hash-wasm';
import { describe, expect, it } from 'vitest';
import { parseContentHash } from '@homeroll/core/photo/content-hash';
import type { Clock } from '@homeroll/core/ports/clock';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { Destination } from '@homeroll/core/ports/destination';
import type { Hasher } from '@homeroll/core/ports/hasher';
import { memoryDestination, memoryPlace } from '@homeroll/destinations/memory/memory-destination';
import type { UploadState } from '@homeroll/web/upload/upload-state';
import { UploadQueue } from '@homeroll/web/upload/upload-queue';

const hasher: Hasher = {
  start() {
    const hashing = createSHA256().then((made) => made.init());
    return {
      update: async (bytes) => void (await hashing).update(bytes),
      finish: async () => parseContentHash((await hashing).digest('hex'))!,
    };
  },
};

/** Waiting ends when somebody hurries, never by itself: no test depends on time. */
const patientClock: Clock = {
  now: () => 1_700_000_000_000,
  wait: (_milliseconds, signal) =>
    new Promise((resolve) => {
      signal?.addEventListener('abort', resolve);
    }),
};

function openQueue(change: (destination: Destination) => Destination = (same) => same) {
  const place = memoryPlace();
  const online = new Set<() => void>();
  const queue = new UploadQueue({
    destination: change(memoryDestination(hasher, place)),
    clock: patientClock,
    openHasher: () => ({ ...hasher, close: () => undefined }),
    onOnline: (tell) => {
      online.add(tell);
      return () => online.delete(tell);
    },
    largest: 1000,
  });
  return { queue, place, backOnline: () => online.forEach((tell) => tell()) };
}

function until(queue: UploadQueue, fits: (state: UploadState) => boolean): Promise<UploadState> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!fits(queue.state)) return;
      leave();
      resolve(queue.state);
    };
    const leave = queue.subscribe(look);
    look();
  });
}

const ended = (state: UploadState): boolean => state.phase === 'done' || state.phase === 'stopped';
const picked = (name: string, text = name) => ({ file: new File([text], name, { lastModified: 1000 }) });

function failing(
  destination: Destination,
  send: (name: string) => DestinationError | undefined,
): Destination {
  return {
    ...destination,
    send: async (upload, signal) => {
      const error = send(upload.details.fileName);
      if (error) throw error;
      return destination.send(upload, signal);
    },
  };
}

describe('sending what was picked', () => {
  it('sends everything, and says of twins that they were there', async () => {
    const { queue, place } = openQueue();
    queue.add([picked('a.jpg', 'one'), picked('b.jpg', 'two'), picked('twin of a.jpg', 'one')]);
    const state = await until(queue, ended);
    expect(state).toMatchObject({ phase: 'done', sent: 2, alreadyThere: 1, failures: [], left: 0 });
    expect([...place.files.values()].map(({ bytes }) => new TextDecoder().decode(bytes)).sort()).toEqual([
      'one',
      'two',
    ]);
  });

  it('tells of each file that cannot be sent why, and sends the others', async () => {
    const { queue } = openQueue((inner) =>
      failing(inner, (name) =>
        name === 'notes.txt' ? new DestinationError('type-refused', 'no') : undefined,
      ),
    );
    queue.add([
      picked('a.jpg'),
      picked('empty.jpg', ''),
      picked('large.jpg', 'x'.repeat(1001)),
      picked('notes.txt'),
    ]);
    const { sent, failures, left } = await until(queue, ended);
    expect({ sent, left }).toEqual({ sent: 1, left: 0 });
    expect(Object.fromEntries(failures.map(({ fileName, reason }) => [fileName, reason]))).toEqual({
      'empty.jpg': 'empty',
      'large.jpg': 'too-large',
      'notes.txt': 'type-refused',
    });
  });

  it('waits while the server is away, and goes on when the network is back', async () => {
    let away = true;
    const { queue, backOnline } = openQueue((inner) =>
      failing(inner, () => (away ? new DestinationError('unreachable', 'away') : undefined)),
    );
    queue.add([picked('a.jpg'), picked('b.jpg')]);
    const waiting = await until(queue, ({ phase }) => phase === 'waiting');
    expect(waiting).toMatchObject({ sent: 0, left: 2, failures: [], stoppedBy: 'unreachable' });
    away = false;
    backOnline();
    expect(await until(queue, ended)).toMatchObject({ phase: 'done', sent: 2, left: 0 });
  });

  it('stops for what only a person can mend, and goes on when told to', async () => {
    let full = true;
    const { queue } = openQueue((inner) =>
      failing(inner, () => (full ? new DestinationError('disk-full', 'full') : undefined)),
    );
    queue.add([picked('a.jpg')]);
    expect(await until(queue, ended)).toMatchObject({ phase: 'stopped', stoppedBy: 'disk-full', left: 1 });
    full = false;
    queue.retry();
    expect(await until(queue, ended)).toMatchObject({
      phase: 'done',
      sent: 1,
      left: 0,
      stoppedBy: undefined,
    });
  });

  it('stops by hand in the middle, and takes the rest up again', async () => {
    const { queue } = openQueue((inner) => ({
      ...inner,
      send: (upload, signal) => {
        if (upload.details.fileName === 'last.jpg' && signal && !stoppedOnce) {
          stoppedOnce = true;
          queue.stop();
        }
        return inner.send(upload, signal);
      },
    }));
    let stoppedOnce = false;
    queue.add([picked('first.jpg'), picked('last.jpg')]);
    const { phase, sent, left } = await until(queue, ended);
    expect({ phase, all: sent + left }).toEqual({ phase: 'stopped', all: 2 });
    queue.retry();
    expect(await until(queue, ended)).toMatchObject({ phase: 'done', left: 0, failures: [] });
  });

  it('has everything there in the end, whenever it was added', async () => {
    const names = fc.array(fc.array(fc.stringMatching(/^[a-e]\.jpg$/), { maxLength: 4 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(names, fc.nat(3), async (portions, early) => {
        const { queue, place } = openQueue();
        for (const [index, portion] of portions.entries()) {
          queue.add(portion.map((name) => picked(name)));
          // The first few are added while the earlier ones are on their way.
          if (index >= early) await until(queue, ended);
        }
        queue.add([]);
        const { sent, alreadyThere } = await until(queue, ended);
        const wanted = new Set(portions.flat());
        expect(place.files.size).toBe(wanted.size);
        expect(sent + alreadyThere).toBe(wanted.size);
      }),
      { numRuns: 40 },
    );
  });
});
