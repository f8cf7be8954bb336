import type { ConnectionRules } from '../connection/connection-rules.ts';

/**
 * A window in time with a title and tags: what is shot inside it is marked by itself. Any number of them, in the
 * past or the future, overlapping, open-ended; kept on a device, or on the server for all devices of its users.
 */
export interface MediaEvent {
  /** Stays when the event is edited; unique on the device and across its servers. */
  readonly id: string;
  readonly title: string;
  /** Each may be a path, `family/wedding`. */
  readonly tags: readonly string[];
  /** Inclusive, by the clock on the wall in `timeZone`: `2026-06-14T15:00:00`. */
  readonly start: string;
  /** Exclusive; absent for an event without an end. Later than `start`. */
  readonly end?: string;
  /** IANA name, `Europe/Berlin`. */
  readonly timeZone: string;
  /** Names of the albums it is limited to; absent: all that are selected. */
  readonly albums?: readonly string[];
  /** Narrows the general rules for what this event marks. */
  readonly connection?: Partial<ConnectionRules>;
  /** Milliseconds since 1970 (UTC). */
  readonly createdAt: number;
}
