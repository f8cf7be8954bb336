import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseIwLink } from '../../src/readings/iw-link.ts';
import { linuxNetwork } from '../../src/readings/linux-network.ts';
import { parseIpRoutes, parseProcRoutes } from '../../src/readings/linux-routes.ts';
import { parseNetworkManager } from '../../src/readings/network-manager.ts';
import { chargingFrom, powerSupply, type PowerSupply } from '../../src/readings/power-supply.ts';
import type { Program } from '../../src/readings/run-program.ts';
import { recording } from './recording.ts';

describe('NetworkManager', () => {
  const wifi = { connected: true, link: 'wifi' };
  it.each([
    [
      'P57 a plain name; the guess that it costs nothing counts',
      'wifi-plain',
      { ...wifi, network: 'Home', metered: false },
    ],
    [
      'P57 colon, quotes, backslash, umlauts',
      'wifi-colon',
      { ...wifi, network: 'Café: "Zur Post" \\ Büro', metered: false },
    ],
    [
      'P57 P60a emoji; a phone’s hotspot costs',
      'wifi-emoji',
      { ...wifi, network: '📸 Party', metered: true },
    ],
    ['P57 blanks at both ends', 'wifi-spaces', { ...wifi, network: '  two  ' }],
    ['P59 a hidden network has no name', 'wifi-hidden', { ...wifi, metered: true }],
    ['P59 a name that is no readable text', 'wifi-not-text', wifi],
    [
      'P56 a cable with Wi-Fi joined beside it',
      'cable-beside-wifi',
      { connected: true, link: 'cable', metered: false },
    ],
    ['P18 airplane mode', 'airplane', { connected: false }],
  ])('%s', (_says, name, readings) => {
    expect(parseNetworkManager(recording(`nmcli-${name}.txt`))).toEqual(readings);
  });

  it.each([
    ['no devices', ''],
    ['a bridge only', 'GENERAL.DEVICE:br0\nGENERAL.TYPE:bridge\nGENERAL.STATE:100 (connected)\n'],
    [
      'a device that someone else manages',
      'GENERAL.DEVICE:eth0\nGENERAL.TYPE:ethernet\nGENERAL.STATE:10 (unmanaged)\n',
    ],
  ])('P59 nothing is known of %s', (_says, output) => {
    expect(parseNetworkManager(output)).toEqual({});
  });

  it('P56 below a tunnel it is the device that carries it', () => {
    const tunnel =
      'GENERAL.DEVICE:tun0\nGENERAL.TYPE:tun\nGENERAL.STATE:100 (connected)\nIP4.ROUTE[1]:dst = 0.0.0.0/0, nh = 10.8.0.1, mt = 50\n\n';
    expect(parseNetworkManager(tunnel + recording('nmcli-wifi-plain.txt'))).toMatchObject({
      link: 'wifi',
      network: 'Home',
    });
  });
});

describe('iw', () => {
  it.each([
    ['P57 plain', recording('iw-link-plain.txt'), '3DRobotics'],
    [
      'P57 umlaut, backslash and blanks at the ends',
      linkTo('\\x20B\\xc3\\xbcro \\x5c 1\\x20'),
      ' Büro \\ 1 ',
    ],
    ['P57 emoji', linkTo('\\xf0\\x9f\\x93\\xb8'), '📸'],
    ['P59 not joined to any', 'Not connected.\n', undefined],
    ['P59 a hidden network', linkTo(''), undefined],
    ['P59 a hidden network of zero bytes', linkTo('\\x00\\x00\\x00'), undefined],
    ['P59 no readable text', linkTo('caf\\xe9'), undefined],
    ['P59 no answer', '', undefined],
  ])('%s', (_says, output, network) => {
    expect(parseIwLink(output)).toBe(network);
  });

  it('P57 every name that is text comes back as it was', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(name, (text) => {
        expect(parseIwLink(linkTo(escapedByIw(text)))).toBe(text);
      }),
    );
  });
});

describe('routes', () => {
  it('P56 the preferred way out comes first', () => {
    expect(parseIpRoutes(recording('ip-route-three.json'))).toEqual(['tun0', 'eth0', 'wlan0']);
    expect(parseProcRoutes(recording('proc-net-route-three.txt'))).toEqual(['eth0', 'wlan0']);
    expect(parseIpRoutes(recording('ip-route-one.json'))).toEqual(
      parseProcRoutes(recording('proc-net-route.txt')),
    );
  });

  it('P59 no routes and no sense', () => {
    expect(parseIpRoutes('')).toEqual([]);
    expect(parseProcRoutes('')).toEqual([]);
    expect(() => parseIpRoutes('Error: unknown option')).toThrow('no list of routes');
  });
});

describe('power supply', () => {
  const battery: PowerSupply = {
    type: 'Battery',
    scope: undefined,
    online: undefined,
    status: 'Discharging',
  };
  const plug: PowerSupply = { type: 'Mains', scope: undefined, online: '1', status: undefined };
  it.each([
    ['P60a without a battery', [], { charging: true }],
    ['P60a plugged in', [battery, plug], { charging: true }],
    ['P60a plugged in, and spared by a limit', [{ ...battery, status: 'Not charging' }], { charging: true }],
    ['P60a on the battery', [battery, { ...plug, online: '0' }], { charging: false }],
    ['P60a on the battery, with no plug known', [battery], { charging: false }],
    ['P60a a desktop with a wireless mouse', [{ ...battery, scope: 'Device' }], { charging: true }],
    ['P60a a desktop on its UPS', [{ ...battery, type: 'UPS' }], { charging: false }],
    [
      'P60a a full battery on USB power',
      [
        { ...battery, status: 'Full' },
        { ...plug, type: 'USB' },
      ],
      { charging: true },
    ],
    ['P59 a battery that does not tell', [{ ...battery, status: 'Unknown' }], {}],
    [
      'P60a a battery that does not tell, unplugged',
      [
        { ...battery, status: 'Unknown' },
        { ...plug, online: '0' },
      ],
      { charging: false },
    ],
  ])('%s', (_says, supplies, readings) => {
    expect(chargingFrom(supplies)).toEqual(readings);
  });
});

describe('a made-up /sys and /proc', () => {
  let root: string;
  const never = new AbortController().signal;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'homeroll-sys-'));
    const supply = join(root, 'sys/class/power_supply/BAT0');
    await mkdir(supply, { recursive: true });
    await writeFile(join(supply, 'type'), 'Battery\n');
    await writeFile(join(supply, 'status'), 'Discharging\n');
    await mkdir(join(root, 'proc/net'), { recursive: true });
    await writeFile(join(root, 'proc/net/route'), recording('proc-net-route.txt'));
  });
  afterAll(() => rm(root, { recursive: true }));

  it('P60a reads the files of a battery', async () => {
    expect(await powerSupply(root).read(never)).toEqual({ charging: false });
  });

  it('P59 knows nothing where there is no such folder', async () => {
    expect(await powerSupply(join(root, 'none')).read(never)).toEqual({});
  });

  it.each([
    ['P56 Wi-Fi', { wireless: true }, 'wifi'],
    ['P56 a network card', { device: 'e1000e' }, 'cable'],
    ['P55 a phone on the USB cable', { device: 'rndis_host' }, 'mobile'],
    ['P59 what may be a phone or an adapter', { device: 'cdc_ncm' }, undefined],
    ['P59 a bridge', {}, 'nothing'],
  ])('%s', async (_says, kind: { wireless?: boolean; device?: string }, link) => {
    const folder = join(root, 'sys/class/net/eth0');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    if (kind.wireless) await mkdir(join(folder, 'wireless'));
    if (kind.device !== undefined) {
      await mkdir(join(folder, 'device'));
      await symlink(`/drivers/${kind.device}`, join(folder, 'device/driver'));
    }
    const readings = await linuxNetwork(root, nothingInstalled).read(never);
    expect(readings).toEqual(
      link === 'nothing' ? {} : { connected: true, ...(link === undefined ? {} : { link }) },
    );
  });

  it('P57 below a tunnel it is the interface that carries it, and its network', async () => {
    const folder = join(root, 'sys/class/net');
    await rm(folder, { recursive: true, force: true });
    await mkdir(join(folder, 'wlan0/phy80211'), { recursive: true });
    await mkdir(join(folder, 'tun0'));
    const run = ({ program, args }: Program): Promise<string> =>
      Promise.resolve(
        program === 'iw'
          ? recording('iw-link-plain.txt')
          : args[0] === '-4'
            ? recording('ip-route-three.json')
            : '',
      );
    expect(await linuxNetwork(root, run).read(never)).toEqual({
      connected: true,
      link: 'wifi',
      network: '3DRobotics',
    });
  });
});

function nothingInstalled(): Promise<undefined> {
  return Promise.resolve(undefined);
}

function linkTo(escaped: string): string {
  return recording('iw-link-plain.txt').replace('3DRobotics', () => escaped);
}

/** As print_ssid_escaped does it. */
function escapedByIw(name: string): string {
  const bytes = [...Buffer.from(name)];
  return bytes
    .map((byte, index) => {
      const isInnerBlank = byte === 0x20 && index !== 0 && index !== bytes.length - 1;
      const isPlain = byte > 0x20 && byte < 0x7f && byte !== 0x5c;
      return isInnerBlank || isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}
