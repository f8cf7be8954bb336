import { describe, expect, it } from 'vitest';
import type { Destination, Upload } from '@homeroll/core/ports/destination';
import { destinationContract } from '@homeroll/destinations/conformance/destination-contract';
import { memoryDestination, type MemoryPlace } from '@homeroll/destinations/memory/memory-destination';
import { memorySubject, nodeHasher } from './memory-subject.ts';

type Spoil = (good: Destination, place: MemoryPlace) => Destination;

/** Each breaks one promise; the suite must notice, by the clause that speaks of it. */
const spoilt: readonly { readonly how: string; readonly noticedBy: string; readonly spoil: Spoil }[] = [
  {
    how: 'acknowledges before the bytes were verified',
    noticedBy: 'refuses bytes that do not have the hash',
    spoil: (good, place) => ({ ...good, send: (upload) => keepUnverified(place, upload) }),
  },
  {
    how: 'keeps what arrived before a break as if it were whole',
    noticedBy: 'hands on the error of a file that breaks off',
    spoil: (good, place) => ({
      ...good,
      send: async (upload, signal) => {
        try {
          return await good.send(upload, signal);
        } catch (error) {
          place.files.set(upload.hash, {
            bytes: new Uint8Array(1),
            details: upload.details,
            account: 'somebody',
          });
          throw error;
        }
      },
    }),
  },
  {
    how: 'mixes up the order of its answers',
    noticedBy: 'answers in the order of the question',
    spoil: (good) => ({
      ...good,
      check: async (hashes) =>
        [...(await good.check(hashes))].sort((a, b) => Number(b.exists) - Number(a.exists)),
    }),
  },
  {
    how: 'calls everything ours',
    noticedBy: 'does not call the copy of another account ours',
    spoil: (good) => ({
      ...good,
      check: async (hashes) =>
        (await good.check(hashes)).map((answer) => ({ ...answer, ours: answer.exists })),
    }),
  },
  {
    how: 'forgets where a large file was broken off',
    noticedBy: 'goes on with a large file where it was broken off',
    spoil: (good) => ({
      ...good,
      send: (upload, signal) => good.send({ ...upload, resume: 'forgotten' }, signal),
    }),
  },
  {
    how: 'goes on although it was told to stop',
    noticedBy: 'stops when it is told to',
    spoil: (good) => ({ ...good, send: (upload) => good.send(upload) }),
  },
  {
    how: 'lets what was thrown away look as if it never was',
    noticedBy: 'remembers what was thrown away there',
    spoil: (good) => ({
      ...good,
      check: async (hashes) => (await good.check(hashes)).map((answer) => ({ ...answer, wasSynced: false })),
    }),
  },
  {
    how: 'acknowledges a deletion and deletes nothing',
    noticedBy: 'deletes what it sent',
    spoil: (good) => ({ ...good, remove: () => Promise.resolve() }),
  },
  {
    how: 'deletes everything at once',
    noticedBy: 'deletes what it sent',
    spoil: (good, place) => ({
      ...good,
      remove: async (hash) => {
        await good.remove?.(hash);
        place.files.clear();
      },
    }),
  },
  {
    how: 'calls it a success to delete what is gone',
    noticedBy: 'calls missing what is not there',
    spoil: (good) => ({ ...good, remove: (hash) => good.remove?.(hash).catch(() => undefined) ?? gone() }),
  },
  {
    how: 'deletes the copy of anybody',
    noticedBy: 'does not delete the copy of another account',
    spoil: (good, place) => ({
      ...good,
      remove: (hash) => {
        const { account = 'somebody' } = place.files.get(hash) ?? {};
        return memoryDestination(nodeHasher, place, account).remove?.(hash) ?? gone();
      },
    }),
  },
  {
    how: 'takes what it deleted again without being asked to',
    noticedBy: 'takes what it deleted again only by force',
    spoil: (good) => ({ ...good, send: (upload, signal) => good.send({ ...upload, force: true }, signal) }),
  },
  {
    how: 'offers no way to delete although it may',
    noticedBy: 'deletes what it sent',
    spoil: (good) => ({
      name: good.name,
      check: (hashes) => good.check(hashes),
      send: (upload, signal) => good.send(upload, signal),
    }),
  },
];

function gone(): Promise<void> {
  return Promise.reject(new Error('there was no remove'));
}

describe('the suite notices a destination that', () => {
  it.each(spoilt)('$how', async ({ noticedBy, spoil }) => {
    const broken: string[] = [];
    for (const clause of destinationContract) {
      const subject = memorySubject((place) => spoil(memoryDestination(nodeHasher, place), place));
      await clause.check(subject).catch(() => broken.push(clause.says));
    }
    expect(broken.some((says) => says.startsWith(noticedBy))).toBe(true);
  });
});

async function keepUnverified(place: MemoryPlace, upload: Upload): ReturnType<Destination['send']> {
  for await (const bytes of upload.open(0)) {
    place.files.set(upload.hash, { bytes, details: upload.details, account: 'somebody' });
  }
  return { outcome: 'stored' };
}
