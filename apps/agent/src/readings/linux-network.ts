import { readFile, readlink, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readings } from '@homeroll/core/connection/connection-rules';
import { parseIwLink } from './iw-link.ts';
import { parseIpRoutes, parseProcRoutes } from './linux-routes.ts';
import type { ReadingsReader } from './readings-reader.ts';
import { runProgram } from './run-program.ts';
import { watchProgram } from './watch-program.ts';

/**
 * Linux without NetworkManager: the kernel's routes say by which interface the traffic leaves, `/sys/class/net` what
 * that is, and `iw` which network a wireless one is joined to. What the kernel does not know (cost) stays unknown.
 *
 * @param root Where `/sys` and `/proc` lie; `/`.
 */
export function linuxNetwork(root: string, run: Run = runProgram): ReadingsReader {
  return {
    name: 'network interfaces',
    read: async (signal) => {
      const asked: Asked = (program, ...args) => run({ program, args }, signal);
      for (const device of await waysOut(root, asked)) {
        const link = await linkOf(join(root, 'sys/class/net', device));
        if (link === 'wifi') return { connected: true, link, ...(await networkOf(device, asked)) };
        if (link !== undefined) return link === 'unknown' ? { connected: true } : { connected: true, link };
      }
      return {};
    },
    watch: (changed) =>
      watchProgram({ program: 'ip', args: ['monitor', 'link', 'address', 'route'] }, changed),
  };
}

type Run = typeof runProgram;
type Asked = (program: string, ...args: readonly string[]) => Promise<string | undefined>;

async function waysOut(root: string, asked: Asked): Promise<readonly string[]> {
  const families = ['-4', '-6'].map((family) => asked('ip', family, '-j', 'route', 'show', 'default'));
  const [four, six] = await Promise.all(families);
  if (four !== undefined && six !== undefined) return [...parseIpRoutes(four), ...parseIpRoutes(six)];
  return parseProcRoutes((await textAt(join(root, 'proc/net/route'))) ?? '');
}

/** Undefined for tunnels, bridges and the like: no device of their own, something below carries them. */
async function linkOf(folder: string): Promise<NonNullable<Readings['link']> | 'unknown' | undefined> {
  if ((await isThere(join(folder, 'wireless'))) || (await isThere(join(folder, 'phy80211')))) return 'wifi';
  if (!(await isThere(join(folder, 'device')))) return undefined;
  if ((await textAt(join(folder, 'uevent')))?.includes('DEVTYPE=wwan') === true) return 'mobile';
  const driver = await readlink(join(folder, 'device/driver')).catch(() => '');
  return phoneDrivers[basename(driver)] ?? 'cable';
}

/** A phone on the USB cable shares its mobile data or its Wi-Fi; the last two also serve plain network adapters. */
const phoneDrivers: Readonly<Record<string, 'mobile' | 'unknown'>> = {
  ipheth: 'mobile',
  rndis_host: 'mobile',
  cdc_ether: 'unknown',
  cdc_ncm: 'unknown',
};

async function networkOf(device: string, asked: Asked): Promise<Pick<Readings, 'network'>> {
  const output = await asked('iw', 'dev', device, 'link');
  const network = output === undefined ? undefined : parseIwLink(output);
  return network === undefined ? {} : { network };
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Undefined where it is missing or (Android) not to be read. */
async function textAt(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
