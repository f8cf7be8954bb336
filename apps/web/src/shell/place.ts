import { useSyncExternalStore } from 'react';

/** The pages that an address can name: `#shares`. What follows a slash is the page's own matter. */
export const places = ['photos', 'shares', 'more', 'devices', 'events', 'tags', 'trash'] as const;
export type Place = (typeof places)[number];

/** The page that the address names; the photos where it names none. */
export function usePlace(): Place {
  return useSyncExternalStore(onMove, currentPlace);
}

/** The secret of the one-time link `<address>/#setup=<secret>`. */
export function useSetupSecret(): string | undefined {
  return useSyncExternalStore(onMove, () => /^#setup=(.+)$/.exec(location.hash)?.[1]);
}

function currentPlace(): Place {
  const named = location.hash.slice(1).split('/')[0];
  return places.find((place) => place === named) ?? 'photos';
}

function onMove(tell: () => void): () => void {
  addEventListener('hashchange', tell);
  addEventListener('popstate', tell);
  return () => {
    removeEventListener('hashchange', tell);
    removeEventListener('popstate', tell);
  };
}
