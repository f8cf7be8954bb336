import type { Readings } from '@homeroll/core/connection/connection-rules';
import { programReader } from './program-reader.ts';
import type { ReadingsReader } from './readings-reader.ts';

/**
 * Windows, where the system's own interface did not give the network's name. Labels are translated (`Verbunden`,
 * `Profil`), `SSID` is not; `BSSID`, `AP BSSID` and `AP-BSSID` are other things. Since 24H2 nothing is told without
 * the permission to know the place. With two adapters in two networks it is unknown which one carries the traffic.
 *
 * The text comes in the console's old code page, and what that cannot write as `?`: only names of plain ASCII are
 * certain to be what they seem.
 */
export const windowsNetsh: ReadingsReader = programReader({
  name: 'netsh',
  program: 'netsh',
  args: ['wlan', 'show', 'interfaces'],
  parse: parseNetsh,
});

export function parseNetsh(output: string): Readings {
  const names = [...output.matchAll(/^\s*SSID\s*: (.*)$/gm)].map(([, name = '']) => name.trim());
  const [network] = names;
  const isCertain = network !== undefined && names.length === 1 && /^[\x20-\x3e\x40-\x7e]+$/.test(network);
  return isCertain ? { network } : {};
}
