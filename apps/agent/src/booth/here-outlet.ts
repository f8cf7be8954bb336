import type { BoothFile } from '@homeroll/core/publish/publishing';
import type { BoothDestination, BoothTrouble } from '@homeroll/protocol/booth-page';
import { routes } from '@homeroll/protocol/routes';
import { systemClock } from '../system-clock.ts';
import type { GuestDoor } from './guest-door.ts';
import type { Outlet } from './outlet.ts';
import type { BoothSettings } from './settings/booth-settings.ts';

interface Options {
  readonly boothId: string;
  readonly settings: BoothSettings;
  readonly door: GuestDoor;
  readonly changed: () => void;
}

/** Milliseconds after which a port that was taken is asked for again. */
const patience = 5000;

/** This machine itself: guests in its network get pictures from it, with no internet at all. */
export function hereOutlet({ boothId, settings, door, changed }: Options): Outlet {
  let done = 0;
  const since = Date.now();
  return {
    name: 'here',
    linkFor({ key }: BoothFile) {
      const base = door.address;
      return base === undefined ? undefined : base + routes.boothPage(boothId, key);
    },
    isThere: () => true,
    get status(): BoothDestination {
      const found = door.trouble ?? (door.address === undefined ? noNetwork : undefined);
      const trouble = found === undefined ? null : { ...found, at: since, nextTry: since };
      return {
        ...{ name: 'here', kind: 'here', waiting: 0, failed: 0, done, sending: [], trouble, checkedAt: null },
        state: trouble === null ? 'fine' : 'trouble',
      };
    },
    look: ({ files }) => void (done = files.length),
    retry: () => undefined,
    async run(signal) {
      while (!signal.aborted) {
        await systemClock.wait(patience, signal);
        if (door.trouble === undefined) continue;
        await door.follow(settings);
        changed();
      }
    },
  };
}

const noNetwork: BoothTrouble = {
  fault: 'no-network',
  words:
    'This machine is in no network, so guests cannot reach it. Join one, set up the hotspot (docs/booth.md), or say the address (guestsAddress).',
};
