import type { ConnectionRules } from './connection-rules.ts';

/** Switched on, and nothing is asked of the connection. */
export const noRules: ConnectionRules = {
  enabled: true,
  wifiOnly: false,
  networks: [],
  homeOnly: false,
  unmeteredOnly: false,
  chargingOnly: false,
  quietHours: [],
};
