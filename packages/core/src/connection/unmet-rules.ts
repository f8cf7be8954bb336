import type { ConnectionRules, NetworkZone, Readings } from './connection-rules.ts';
import { isQuiet } from './quiet-hours.ts';

/** What keeps photos from travelling: a rule known not to be met, or (`…-unknown`) one that nothing could be read for. */
export type UnmetRule =
  | 'switched-off'
  | 'not-connected'
  | 'not-wifi'
  | 'link-unknown'
  | 'other-network'
  | 'network-unknown'
  | 'not-home'
  | 'home-unknown'
  | 'metered'
  | 'metered-unknown'
  | 'not-charging'
  | 'charging-unknown'
  | 'quiet-hours';

/**
 * What holds photos back now, in the order in which to tell it; empty: they may travel.
 * A reading that is absent meets no rule that asks for it. Whether there is a connection at all is no rule:
 * only a device that knows it has none is held back, one that cannot tell simply tries.
 *
 * @param localTime `HH:MM`, by the clock on the wall where the device is.
 */
export function unmetRules(
  rules: ConnectionRules,
  readings: Readings,
  localTime: string,
): readonly UnmetRule[] {
  if (!rules.enabled) {
    return ['switched-off'];
  }
  return [
    ...(readings.connected === false ? ['not-connected' as const] : unmetOnTheWay(rules, readings)),
    ...(rules.chargingOnly ? wanted(readings.charging, true, chargingCodes) : []),
    ...(isQuiet(rules.quietHours, localTime) ? ['quiet-hours' as const] : []),
  ];
}

interface Codes {
  readonly otherwise: UnmetRule;
  readonly unknown: UnmetRule;
}

const homeCodes: Codes = { otherwise: 'not-home', unknown: 'home-unknown' };
const meteredCodes: Codes = { otherwise: 'metered', unknown: 'metered-unknown' };
const chargingCodes: Codes = { otherwise: 'not-charging', unknown: 'charging-unknown' };

/** The rules about the connection. Without one they are not asked: "unknown network" would tell nothing new. */
function unmetOnTheWay(rules: ConnectionRules, readings: Readings): readonly UnmetRule[] {
  return [
    ...(rules.wifiOnly ? unmetLink(readings) : []),
    ...(rules.networks.length > 0 ? unmetNetwork(rules.networks, readings) : []),
    ...(rules.homeOnly ? wanted<NetworkZone>(readings.zone, 'home', homeCodes) : []),
    ...(rules.unmeteredOnly ? wanted(readings.metered, false, meteredCodes) : []),
  ];
}

function wanted<T>(reading: T | undefined, value: T, codes: Codes): readonly UnmetRule[] {
  if (reading === undefined) {
    return [codes.unknown];
  }
  return reading === value ? [] : [codes.otherwise];
}

function unmetLink({ link }: Readings): readonly UnmetRule[] {
  if (link === undefined) {
    return ['link-unknown'];
  }
  return link === 'mobile' ? ['not-wifi'] : [];
}

/**
 * The name must be one of those listed, byte for byte, and the traffic must go over Wi-Fi: a laptop on a cable may be
 * joined to the right Wi-Fi and send through another network. The empty name is that of a hidden network, so it
 * tells nothing and matches nothing.
 */
function unmetNetwork(networks: readonly string[], { link, network }: Readings): readonly UnmetRule[] {
  if (link === 'cable' || link === 'mobile') {
    return ['other-network'];
  }
  if (network !== undefined && network !== '' && !networks.includes(network)) {
    return ['other-network'];
  }
  return link === 'wifi' && network !== undefined && network !== '' ? [] : ['network-unknown'];
}
