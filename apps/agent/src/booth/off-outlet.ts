import type { Outlet } from './outlet.ts';

/** A destination that is switched off. */
export function offOutlet(name: string, kind: string): Outlet {
  return {
    name,
    linkFor: () => undefined,
    isThere: () => false,
    status: {
      ...{ name, kind, state: 'off', waiting: 0, failed: 0, done: 0 },
      ...{ sending: [], trouble: null, checkedAt: null },
    },
    look: () => undefined,
    retry: () => undefined,
    run: () => Promise.resolve(),
  };
}
