import type { ConnectionRules } from './connection-rules.ts';

/**
 * The general rules with those of one destination (or one run) on top. Whatever is asked for by either is asked for:
 * nothing travels under the result that would not travel under `general`.
 */
export function narrowedRules(general: ConnectionRules, own: Partial<ConnectionRules>): ConnectionRules {
  return {
    enabled: general.enabled && (own.enabled ?? true),
    wifiOnly: general.wifiOnly || (own.wifiOnly ?? false),
    networks: bothAllow(general.networks, own.networks ?? []),
    homeOnly: general.homeOnly || (own.homeOnly ?? false),
    unmeteredOnly: general.unmeteredOnly || (own.unmeteredOnly ?? false),
    chargingOnly: general.chargingOnly || (own.chargingOnly ?? false),
    quietHours: [...general.quietHours, ...(own.quietHours ?? [])],
  };
}

/** Lists without a network in common leave none, and an empty list would allow any: the empty name matches nothing. */
const noNetwork: readonly string[] = [''];

function bothAllow(general: readonly string[], own: readonly string[]): readonly string[] {
  if (general.length === 0 || own.length === 0) {
    return [...general, ...own];
  }
  const common = general.filter((name) => own.includes(name));
  return common.length > 0 ? common : noNetwork;
}
