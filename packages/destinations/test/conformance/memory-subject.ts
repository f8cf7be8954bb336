import { createHash, randomBytes } from 'node:crypto';
import { parseContentHash, type ContentHash } from '@homeroll/core/photo/content-hash';
import type { Destination } from '@homeroll/core/ports/destination';
import type { Hasher } from '@homeroll/core/ports/hasher';
import type { Subject } from '@homeroll/destinations/conformance/clause';
import {
  memoryDestination,
  memoryPlace,
  type MemoryPlace,
} from '@homeroll/destinations/memory/memory-destination';

export const nodeHasher: Hasher = {
  start() {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), finish: () => hashFrom(hash.digest('hex')) };
  },
};

/** Everything a subject can offer, for the memory destination or something built on one. */
export function memorySubject(
  build: (place: MemoryPlace) => Destination = (place) => memoryDestination(nodeHasher, place),
): Subject {
  const place = memoryPlace();
  return {
    destination: build(place),
    otherAccount: memoryDestination(nodeHasher, place, 'somebody else'),
    hasher: nodeHasher,
    makeFile: (size) => randomBytes(size),
    makeSignal: () => {
      const controller = new AbortController();
      return { signal: controller.signal, raise: () => controller.abort() };
    },
    readBack: (hash) => Promise.resolve([place.files.get(hash)].flatMap((file) => file?.bytes ?? [])),
    resumableFrom: 0,
    mayRemove: true,
    throwAway: (hash) => memoryDestination(nodeHasher, place).remove!(hash),
  };
}

function hashFrom(hex: string): ContentHash {
  const hash = parseContentHash(hex);
  if (hash === undefined) throw new RangeError(`no SHA-256: ${hex}`);
  return hash;
}
