import { describe, expect, it } from 'vitest';
import {
  parseAirportNetwork,
  parseHardwarePorts,
  parseRouteGet,
  parseSummary,
} from '../../src/readings/mac-network.ts';
import { parsePmset } from '../../src/readings/mac-power.ts';
import { parseTermuxBattery, parseTermuxMobile, parseTermuxWifi } from '../../src/readings/termux.ts';
import { parseNetsh } from '../../src/readings/windows-netsh.ts';
import { parseWindowsSystem } from '../../src/readings/windows-system.ts';
import { recording } from './recording.ts';

describe('macOS', () => {
  it('P56 which interface the traffic leaves by, and what that is', () => {
    expect(parseRouteGet(recording('mac-route.txt'))).toBe('en1');
    expect(parseRouteGet('route: writing to routing socket: not in table\n')).toBeUndefined();
    const ports = parseHardwarePorts(recording('mac-ports.txt'));
    expect(['en0', 'en8', 'utun4'].map((device) => ports.get(device))).toEqual([
      'Wi-Fi',
      'iPhone USB',
      undefined,
    ]);
  });

  it.each([
    [
      'P57 the interface’s own name, not what a DHCP server says',
      parseSummary(recording('mac-summary-named.txt')),
      'Café: "Zur Post"',
    ],
    ['P59 a redacted name', parseSummary(recording('mac-summary-redacted.txt')), undefined],
    ['P59 a redacted name with blanks', parseSummary('  SSID : < redacted >\n'), undefined],
    ['P59 only a BSSID', parseSummary('  BSSID : 02:00:00:00:00:02\n'), undefined],
    ['P57 macOS 14 and older', parseAirportNetwork('Current Wi-Fi Network: Home: 5 GHz\n'), 'Home: 5 GHz'],
    [
      'P59 macOS 15 says this while it is connected',
      parseAirportNetwork('You are not associated with an AirPort network.\n'),
      undefined,
    ],
  ])('%s', (_says, network, expected) => {
    expect(network).toBe(expected);
  });

  it.each([
    ['P60a plugged in and not charging', 'pmset-attached.txt', { charging: true }],
    ['P60a on the battery', 'pmset-battery.txt', { charging: false }],
    ['P60a without a battery', 'pmset-desktop.txt', { charging: true }],
  ])('%s', (_says, name, readings) => {
    expect(parsePmset(recording(name))).toEqual(readings);
  });

  it('P59 no answer about power', () => {
    expect(parsePmset('')).toEqual({});
  });
});

describe('netsh', () => {
  it.each([
    ['P57 English', recording('netsh-english.txt'), { network: 'VM7617748' }],
    ['P57 German, SSID and not BSSID nor profile', recording('netsh-german.txt'), { network: 'SomeSSID' }],
    ['P59 not joined to any, in German', recording('netsh-german-disconnected.txt'), {}],
    ['P59 two adapters in two networks', recording('netsh-english.txt') + recording('netsh-german.txt'), {}],
    [
      'P59 characters that the old code page could not write',
      recording('netsh-english.txt').replace(
        'SSID                   : VM7617748',
        'SSID                   : ?? Party',
      ),
      {},
    ],
    [
      'P59 characters in an old code page',
      recording('netsh-english.txt').replace(
        'SSID                   : VM7617748',
        'SSID                   : B\uFFFDro',
      ),
      {},
    ],
    [
      'P59 a hidden network',
      recording('netsh-english.txt').replace(
        'SSID                   : VM7617748',
        'SSID                   : ',
      ),
      {},
    ],
  ])('%s', (_says, output, readings) => {
    expect(parseNetsh(output)).toEqual(readings);
  });
});

describe('Windows', () => {
  it.each([
    [
      'P57 P60a Wi-Fi on the charger',
      {
        connected: true,
        wlan: true,
        wwan: false,
        interfaceType: 71,
        cost: 'Unrestricted',
        restricted: false,
        network: 'Büro 📸',
        batteries: [2],
      },
      { connected: true, link: 'wifi', network: 'Büro 📸', metered: false, charging: true },
    ],
    [
      'P59 Wi-Fi without the permission to know the place',
      { connected: true, wlan: true, wwan: false, network: null },
      { connected: true, link: 'wifi' },
    ],
    [
      'P55 mobile data',
      { connected: true, wlan: false, wwan: true, interfaceType: 243, cost: 'Variable', restricted: false },
      { connected: true, link: 'mobile', metered: true },
    ],
    [
      'P60a data saver',
      { connected: true, wlan: true, cost: 'Unrestricted', restricted: true },
      { connected: true, link: 'wifi', metered: true },
    ],
    [
      'P56 a cable, no battery',
      {
        connected: true,
        wlan: false,
        wwan: false,
        interfaceType: 6,
        cost: 'Unknown',
        restricted: false,
        batteries: [],
      },
      { connected: true, link: 'cable', charging: true },
    ],
    ['P59 a tunnel', { connected: true, wlan: false, wwan: false, interfaceType: 53 }, { connected: true }],
    [
      'P18 no internet may still be a home network',
      { connected: false, batteries: [1] },
      { charging: false },
    ],
    ['P59 one of two batteries that does not tell', { batteries: [2, 10] }, {}],
    ['P59 nothing could be asked', {}, {}],
  ])('%s', (_says, said, readings) => {
    expect(parseWindowsSystem(`\uFEFF${JSON.stringify(said)}\r\n`)).toEqual(readings);
  });

  it('P59 what is no answer fails', () => {
    expect(() => parseWindowsSystem('powershell.exe : Die Benennung')).toThrow('something else');
  });
});

describe('Termux', () => {
  const wifi = (changes: Record<string, unknown>): string =>
    JSON.stringify({ ...(JSON.parse(recording('termux-wifi-unknown.json')) as object), ...changes });
  it.each([
    [
      'P59 <unknown ssid> is unknown',
      recording('termux-wifi-unknown.json'),
      { connected: true, link: 'wifi' },
    ],
    ['P57 a name', wifi({ ssid: 'Büro: 📸' }), { connected: true, link: 'wifi', network: 'Büro: 📸' }],
    ['P56 still joining', wifi({ supplicant_state: 'ASSOCIATING' }), {}],
    ['P56 in no Wi-Fi', recording('termux-wifi-off.json'), {}],
    [
      'P57 addresses of two families under one name',
      wifi({ ssid: 'Home' }).replace('"ip"', '"ip":"fe80::1","ip"'),
      { connected: true, link: 'wifi', network: 'Home' },
    ],
  ])('%s', (_says, output, readings) => {
    expect(parseTermuxWifi(output)).toEqual(readings);
  });

  it('P59 programs that are not installed tell nothing', () => {
    expect(parseTermuxWifi(undefined)).toBeUndefined();
    expect(parseTermuxMobile(undefined)).toEqual({});
    expect(parseTermuxBattery(undefined)).toEqual({});
  });

  it.each([
    ['P59 without the app', ''],
    [
      'P59 without the permission',
      '{"error": "Please grant the following permission to use this command: ACCESS_FINE_LOCATION"}',
    ],
    ['P59 no current connection', '{"API_ERROR":"No current connection"}'],
  ])('%s', (_says, output) => {
    expect(() => parseTermuxWifi(output)).toThrow();
  });

  it.each([
    ['P55 mobile data', { data_state: 'connected' }, { connected: true, link: 'mobile', metered: true }],
    ['P18 airplane mode', { data_state: 'disconnected' }, { connected: false }],
    ['P59 connecting', { data_state: 'connecting' }, {}],
    ['P59 a tablet', {}, {}],
  ])('%s', (_says, said, readings) => {
    expect(parseTermuxMobile(JSON.stringify(said))).toEqual(readings);
  });

  it.each([
    ['P60a charging', recording('termux-battery-charging.json'), { charging: true }],
    ['P60a full, on USB', '{"plugged":"PLUGGED_USB","status":"FULL"}', { charging: true }],
    ['P60a a plug of a new kind', '{"plugged":"PLUGGED_8","status":"NOT_CHARGING"}', { charging: true }],
    ['P60a on the battery', '{"plugged":"UNPLUGGED","status":"DISCHARGING"}', { charging: false }],
    ['P59 unknown', '{"status":"UNKNOWN"}', {}],
  ])('%s', (_says, output, readings) => {
    expect(parseTermuxBattery(output)).toEqual(readings);
  });
});
