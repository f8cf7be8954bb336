import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';
import type { Destination } from '@homeroll/core/ports/destination';
import { hashOf } from './engine-bench.ts';

type Build = (good: Destination) => Destination;

/** Refuses the first sending of this text. */
export function refusing(fault: DestinationFault, text: string, times = 1): Build {
  let left = times;
  return (good) => ({
    ...good,
    send: (upload, signal) => {
      if (upload.hash !== hashOf(text) || left === 0) return good.send(upload, signal);
      left -= 1;
      return Promise.reject(new DestinationError(fault, 'refused'));
    },
  });
}

/** Refuses the first so many deletions. */
export function failingRemovals(fault: DestinationFault, times = 1): Build {
  let left = times;
  return (good) => ({
    ...good,
    remove: (hash, signal) => {
      left -= 1;
      return left >= 0 ? Promise.reject(new DestinationError(fault, 'refused')) : good.remove!(hash, signal);
    },
  });
}

/** What arrives at the destination, in order: `check`, `send` or `remove`, and the text it is about. */
export function overheard(texts: readonly string[], heard: string[], build: Build = (good) => good): Build {
  const names = new Map<string, string>(texts.map((text) => [hashOf(text), text]));
  return (bare) => {
    const good = build(bare);
    return {
      ...good,
      check(hashes, signal) {
        heard.push(...hashes.map((hash) => `check ${names.get(hash) ?? '?'}`));
        return good.check(hashes, signal);
      },
      send(upload, signal) {
        heard.push(`send ${names.get(upload.hash) ?? '?'}`);
        return good.send(upload, signal);
      },
      remove(hash, signal) {
        heard.push(`remove ${names.get(hash) ?? '?'}`);
        return good.remove!(hash, signal);
      },
    };
  };
}
