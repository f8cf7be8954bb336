import { zoneOf } from '@homeroll/core/photo/time-zone';

let zone: ((utcMs: number) => number) | undefined;

/**
 * Minutes east of UTC on this machine at an instant (milliseconds since 1970). The tables of all zones are opened at
 * the first question: that is 6 MB, and whoever sends whole folders never asks.
 */
export function homeZone(utcMs: number): number {
  zone ??= zoneOf(Intl.DateTimeFormat().resolvedOptions().timeZone);
  return zone(utcMs);
}
