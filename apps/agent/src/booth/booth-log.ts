import type { StorePath } from '@homeroll/core/ports/file-store';
import type { StoreEvent } from '@homeroll/destinations/wrappers/told';

/** Where the booth tells what it does, one sentence at a time. No secret is ever handed to it. */
export interface BoothLog {
  say(words: string): void;
}

type Words = (file: string, place: string) => string;

const words: Readonly<Record<StoreEvent['action'], { readonly done?: Words; readonly failed: Words }>> = {
  put: {
    done: (file, place) => `Sent ${file} to ${place}`,
    failed: (file, place) => `Not sent to ${place}: ${file}`,
  },
  remove: {
    done: (file, place) => `Deleted ${file} at ${place}`,
    failed: (file, place) => `Not deleted at ${place}: ${file}`,
  },
  look: { failed: (_, place) => place },
};

/**
 * Tells what is sent to a place and deleted there; what goes on failing for the same reason is told once. The paths at
 * the place are part of guests' links, so files are told by the names that they have here.
 */
export function storeTeller(
  log: BoothLog,
  place: string,
  nameHere: (path: StorePath) => string,
): (event: StoreEvent) => void {
  let lastTrouble: string | undefined;
  return ({ action, path, trouble }) => {
    const { done, failed } = words[action];
    const file = path === undefined ? '' : nameHere(path);
    const said = path === undefined ? trouble : trouble?.replaceAll(stemOf(path), '…');
    if (said === undefined) {
      if (done !== undefined) log.say(done(file, place));
    } else if (said !== lastTrouble) log.say(`${failed(file, place)}: ${said}`);
    lastTrouble = said;
  };
}

/** What a server may quote, as it is or in a temporary name. */
function stemOf(path: StorePath): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
}
