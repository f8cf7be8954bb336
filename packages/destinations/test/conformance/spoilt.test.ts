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
];

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
