import type { BoothFile } from '@homeroll/core/publish/publishing';
import type { BoothDestination } from '@homeroll/protocol/booth-page';
import { routes } from '@homeroll/protocol/routes';
import type { Outlet } from './outlet.ts';

interface Options {
  readonly boothId: string;
  /** Where guests in the same network reach this machine; `undefined` where it is in none. */
  readonly address: () => string | undefined;
}

/** This machine itself: guests in its network get pictures from it, with no internet at all. */
export function hereOutlet({ boothId, address }: Options): Outlet {
  let done = 0;
  return {
    name: 'here',
    linkFor({ key }: BoothFile) {
      const base = address();
      return base === undefined ? undefined : base + routes.boothPage(boothId, key);
    },
    isThere: () => true,
    get status(): BoothDestination {
      const trouble = address() === undefined ? { words: noNetwork, at: 0, nextTry: 0 } : null;
      return {
        ...{ name: 'here', kind: 'here', waiting: 0, failed: 0, done, sending: [], trouble, checkedAt: null },
        state: trouble === null ? 'fine' : 'trouble',
      };
    },
    look: ({ files }) => void (done = files.length),
    retry: () => undefined,
    run: () => Promise.resolve(),
  };
}

const noNetwork =
  'This machine is in no network, so guests cannot reach it. Join one, set up the hotspot (docs/booth.md), or say the address (guestsAddress).';
