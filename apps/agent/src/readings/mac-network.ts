import type { Readings } from '@homeroll/core/connection/connection-rules';
import type { ReadingsReader } from './readings-reader.ts';
import { runProgram } from './run-program.ts';
import { watchProgram } from './watch-program.ts';

/**
 * macOS. `route` says by which interface the traffic leaves, `networksetup` what that is, `ipconfig getsummary` (11
 * and newer) or `networksetup` (14 and older) the network's name. From 15.6 on macOS writes `<redacted>` for the name
 * to every program in a terminal, `system_profiler` included, and from 15.0 on `networksetup` says "not associated"
 * while it is: both are unknown here. Behind a VPN the way out is a tunnel, and what carries it is unknown.
 * Whether a connection is in Low Data Mode no program tells.
 */
export const macNetwork: ReadingsReader = {
  name: 'macOS network',
  read: async (signal) => {
    const run = (program: string, ...args: readonly string[]): Promise<string | undefined> =>
      runProgram({ program, args }, signal);
    // Its exit code is 0 without a way out, too; the complaint is in what it says.
    const device = parseRouteGet((await run('route', '-n', 'get', 'default')) ?? '');
    if (device === undefined) return {};
    const link = linkOf(
      parseHardwarePorts((await run('networksetup', '-listallhardwareports')) ?? '').get(device),
    );
    if (link !== 'wifi') return { connected: true, ...(link === undefined ? {} : { link }) };
    const network =
      parseSummary((await run('ipconfig', 'getsummary', device)) ?? '') ??
      parseAirportNetwork((await run('networksetup', '-getairportnetwork', device)) ?? '');
    return { connected: true, link, ...(network === undefined ? {} : { network }) };
  },
  watch: (changed) => watchProgram({ program: 'route', args: ['-n', 'monitor'] }, changed),
};

/** `  interface: en0` */
export function parseRouteGet(output: string): string | undefined {
  return /^ *interface: (\S+)$/m.exec(output)?.[1];
}

/** Device → hardware port, from blocks of `Hardware Port: Wi-Fi` and `Device: en0`. */
export function parseHardwarePorts(output: string): ReadonlyMap<string, string> {
  const pairs = output.matchAll(/^Hardware Port: (.+)\nDevice: (\S+)$/gm);
  return new Map([...pairs].map(([, port = '', device = '']) => [device, port]));
}

/**
 * ` SSID : name` of the outermost dictionary, two blanks in. Not of the answer of the DHCP server, which is printed
 * as it came, from the first column on, and may say anything.
 */
export function parseSummary(output: string): string | undefined {
  return readable(/^ {2}SSID : (.*)$/m.exec(output)?.[1]);
}

/** `Current Wi-Fi Network: name` */
export function parseAirportNetwork(output: string): string | undefined {
  return readable(/^Current (?:Wi-Fi|AirPort) Network: (.*)$/m.exec(output)?.[1]);
}

function readable(name: string | undefined): string | undefined {
  return name === undefined || name === '' || /^<.*redacted.*>$/i.test(name) ? undefined : name;
}

function linkOf(port: string | undefined): Readings['link'] {
  if (port === undefined) return undefined;
  if (port === 'Wi-Fi' || port === 'AirPort') return 'wifi';
  if (/^(iPhone|iPad|Bluetooth|.*\bWWAN\b)/.test(port)) return 'mobile';
  return /Ethernet|LAN|Thunderbolt|AX88/i.test(port) ? 'cable' : undefined;
}
