import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readings } from '@homeroll/core/connection/connection-rules';
import type { ReadingsReader } from './readings-reader.ts';

/** One entry of `/sys/class/power_supply`; what its files say, without the line's end. */
export interface PowerSupply {
  /** `Mains`, `USB`, `Wireless`, `UPS`, `Battery` */
  readonly type: string;
  /** `Device` for the battery of a mouse or a headset. */
  readonly scope: string | undefined;
  readonly online: string | undefined;
  readonly status: string | undefined;
}

/** Linux. Source: Documentation/ABI/testing/sysfs-class-power. @param root Where `/sys` lies; `/`. */
export function powerSupply(root: string): ReadingsReader {
  const folder = join(root, 'sys/class/power_supply');
  return {
    name: 'power supply',
    read: async () => {
      // Not there at all (a container, Android): unknown. There and empty: a machine without a battery.
      const names = await readdir(folder).catch(() => undefined);
      if (names === undefined) return {};
      const supplies = await Promise.all(names.map((name) => readSupply(join(folder, name))));
      return chargingFrom(supplies);
    },
  };
}

export function chargingFrom(all: readonly PowerSupply[]): Pick<Readings, 'charging'> {
  const supplies = all.filter(({ scope }) => scope !== 'Device');
  const batteries = supplies.filter(({ type }) => type === 'Battery' || type === 'UPS');
  const plugs = supplies.filter(({ type }) => type === 'Mains' || type === 'USB' || type === 'Wireless');
  if (batteries.length === 0 || plugs.some(({ online }) => online === '1' || online === '2')) {
    return { charging: true };
  }
  const states = batteries.map(({ status }) => status);
  if (states.includes('Discharging')) return { charging: false };
  if (states.some((status) => status === 'Charging' || status === 'Full' || status === 'Not charging')) {
    return { charging: true };
  }
  const isUnplugged = plugs.length > 0 && plugs.every(({ online }) => online === '0');
  return isUnplugged ? { charging: false } : {};
}

async function readSupply(folder: string): Promise<PowerSupply> {
  const line = (name: string): Promise<string | undefined> =>
    readFile(join(folder, name), 'utf8').then(
      (text) => text.trim(),
      () => undefined,
    );
  const [type = '', scope, online, status] = await Promise.all(
    ['type', 'scope', 'online', 'status'].map(line),
  );
  return { type, scope, online, status };
}
