import { networkInterfaces } from 'node:os';
import type { BoothSettings } from './settings/booth-settings.ts';

/** Interfaces of containers and tunnels: no guest's phone is behind them. */
const inner = /^(docker|br-|veth|virbr|tun|tap|wg|tailscale|zt|lo)/;

/**
 * Where guests in the same network find this machine: as the settings say, or its first address, the Wi-Fi's before
 * others. IPv4, because phones do not take a link-local IPv6 address from a code.
 */
export function guestAddress(
  { guestsAddress }: Pick<BoothSettings, 'guestsAddress'>,
  port: number,
): string | undefined {
  if (guestsAddress !== undefined) return guestsAddress;
  const found = Object.entries(networkInterfaces())
    .filter(([name]) => !inner.test(name))
    .sort(([one], [other]) => Number(other.startsWith('w')) - Number(one.startsWith('w')))
    .flatMap(([, addresses = []]) => addresses)
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  return found && `http://${found.address}:${String(port)}`;
}
