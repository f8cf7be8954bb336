import type { Readings } from '@homeroll/core/connection/connection-rules';
import { programReader } from './program-reader.ts';
import type { ReadingsReader } from './readings-reader.ts';
import type { Environment } from './run-program.ts';
import { watchProgram } from './watch-program.ts';

/**
 * Linux desktops. `nmcli device show` writes a block of `FIELD:value` lines for each device; what follows the first
 * colon is not escaped there (it is in tables). The name comes as hexadecimal bytes: as text, nmcli puts `?` for
 * whatever the locale cannot write. Source: nmcli(1), nm-settings(5), and recordings of nmcli 1.42.
 */
export function networkManager(environment: Environment): ReadingsReader {
  // `yes` and `no` are translated otherwise.
  const nmcli = { program: 'nmcli', environment: { ...environment, LC_ALL: 'C' } };
  const args = ['-t', '-f', fields, 'device', 'show'];
  return {
    ...programReader({ ...nmcli, args, name: 'NetworkManager', parse: parseNetworkManager }),
    watch: (changed) => watchProgram({ ...nmcli, args: ['monitor'] }, changed),
  };
}

const fields =
  'GENERAL.DEVICE,GENERAL.TYPE,GENERAL.STATE,GENERAL.METERED,IP4.ROUTE,IP6.ROUTE,AP.IN-USE,AP.SSID-HEX';

/** The device that the traffic leaves by is the one read; networks that others are joined to do not count. */
export function parseNetworkManager(output: string): Readings {
  const devices = output
    .split(/\n\s*\n/)
    .map(parseDevice)
    .filter(isPhysical);
  const up = devices.filter(({ state }) => state === connected);
  const device = leastMetric(up) ?? (up.length === 1 ? up[0] : undefined);
  if (device !== undefined) {
    const { metered, network } = device;
    return {
      connected: true,
      link: device.link,
      ...(metered === undefined ? {} : { metered }),
      ...(device.link === 'wifi' && network !== undefined ? { network } : {}),
    };
  }
  const isAllDown =
    devices.length > 0 && devices.every(({ state }) => state > unmanaged && state < connected);
  return isAllDown ? { connected: false } : {};
}

/** States of a device: NMDeviceState. What is not managed may well be connected by someone else. */
const unmanaged = 10;
const connected = 100;

interface Device {
  readonly link: NonNullable<Readings['link']>;
  readonly state: number;
  /** Of the way out; undefined where none leads through it. */
  readonly metric: number | undefined;
  readonly metered: boolean | undefined;
  readonly network: string | undefined;
}

/** A tunnel or a bridge says nothing of what carries it: the way out below it is looked for. */
const links: Readonly<Record<string, Device['link']>> = {
  wifi: 'wifi',
  ethernet: 'cable',
  gsm: 'mobile',
  cdma: 'mobile',
  // A network over Bluetooth is a phone that shares its connection.
  bluetooth: 'mobile',
};

type Block = ReadonlyMap<string, string>;

function parseDevice(block: string): Device | undefined {
  const lines = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1)];
    }),
  );
  const link = links[lines.get('GENERAL.TYPE') ?? ''];
  if (link === undefined) return undefined;
  return {
    link,
    state: Number.parseInt(lines.get('GENERAL.STATE') ?? '', 10),
    metric: metricOf(lines),
    metered: meteredOf(lines.get('GENERAL.METERED')),
    network: networkOf(lines),
  };
}

function isPhysical(device: Device | undefined): device is Device {
  return device !== undefined;
}

function leastMetric(devices: readonly Device[]): Device | undefined {
  return devices
    .filter(({ metric }) => metric !== undefined)
    .sort((one, other) => (one.metric ?? 0) - (other.metric ?? 0))[0];
}

/** `dst = 0.0.0.0/0, nh = 192.168.178.1, mt = 600` */
function metricOf(lines: Block): number | undefined {
  const metrics = [...lines]
    .filter(([field, value]) => /^IP[46]\.ROUTE/.test(field) && /^dst = (0\.0\.0\.0|::)\/0,/.test(value))
    .map(([, value]) => Number(/, mt = (\d+)/.exec(value)?.[1] ?? 0));
  return metrics.length > 0 ? Math.min(...metrics) : undefined;
}

/** NetworkManager's own guess (a phone's hotspot gives itself away) counts as knowing. */
function meteredOf(value: string | undefined): boolean | undefined {
  if (value?.startsWith('yes') === true) return true;
  return value?.startsWith('no') === true ? false : undefined;
}

function networkOf(lines: Block): string | undefined {
  const inUse = [...lines].find(([field, value]) => field.endsWith('.IN-USE') && value === '*')?.[0];
  const hex = inUse === undefined ? undefined : lines.get(inUse.replace('IN-USE', 'SSID-HEX'));
  return hex === undefined || hex === '' ? undefined : textOf(Buffer.from(hex, 'hex'));
}

/** A name that is no readable text can't have been typed into the settings, so it can't be matched. */
function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : undefined;
}
