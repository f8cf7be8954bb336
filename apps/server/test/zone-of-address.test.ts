import type { NetworkInterfaceInfo } from 'node:os';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { zoneOfAddress } from '@homeroll/server/http/zone-of-address';

function v4(address: string, netmask: string): NetworkInterfaceInfo {
  return { family: 'IPv4', address, netmask, mac: '', internal: address.startsWith('127.'), cidr: null };
}

function v6(address: string, netmask: string): NetworkInterfaceInfo {
  return { family: 'IPv6', address, netmask, mac: '', internal: false, cidr: null, scopeid: 0 };
}

const whole = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';
/** A box at home: one cable, WireGuard with a small network of its own, Tailscale. */
const box = {
  lo: [v4('127.0.0.1', '255.0.0.0'), v6('::1', whole)],
  eth0: [
    v4('192.168.178.20', '255.255.255.0'),
    v6('2001:db8:1:2::20', whole),
    v6('fd00:1::20', 'ffff:ffff:ffff:ffff::'),
    v6('fe80::20', 'ffff:ffff:ffff:ffff::'),
  ],
  wg0: [v4('10.8.0.1', '255.255.255.0'), v6('fd00:8::1', 'ffff:ffff:ffff:ffff::')],
  tailscale0: [v4('100.101.102.103', '255.255.255.255'), v6('fd7a:115c:a1e0::7', whole)],
  'br-1': [v4('172.18.0.1', '255.255.0.0')],
};

it.each([
  ['home', '127.0.0.1', 'this machine'],
  ['home', '::1', 'this machine'],
  ['home', '192.168.178.20', 'this machine by its own address'],
  ['home', '10.8.0.1', 'this machine by the address of its tunnel'],
  ['home', '192.168.178.77', 'the same network'],
  ['home', '::ffff:192.168.178.77', 'the same network, IPv4 in the clothes of IPv6'],
  ['home', '2001:db8:1:2:aaaa:bbbb:cccc:dddd', 'the same /64, though the own mask is of 128 bits'],
  ['home', 'fd00:1::77', 'the same unique local /64'],
  ['home', 'fe80::77', 'link-local'],
  ['home', 'fe80::77%eth0', 'link-local with its scope'],
  ['home', '169.254.10.10', 'link-local of IPv4'],
  ['home', '172.18.0.5', 'a container on this machine'],
  ['vpn', '10.8.0.7', 'the far end of WireGuard'],
  ['vpn', 'fd00:8::7', 'the far end of WireGuard over IPv6'],
  ['vpn', '100.64.0.0', 'the first of the shared address space'],
  ['vpn', '100.127.255.255', 'the last of the shared address space'],
  ['vpn', 'fd7a:115c:a1e0:ab12::5', 'Tailscale over IPv6'],
  ['internet', '100.63.255.255', 'just before the shared address space'],
  ['internet', '100.128.0.0', 'just after it'],
  ['internet', '192.168.179.77', 'a neighbouring private network'],
  ['internet', '10.9.0.7', 'another private network'],
  ['internet', '203.0.113.9', 'somewhere'],
  ['internet', '2001:db8:1:3::77', 'the neighbouring /64'],
  ['internet', '', 'nothing'],
  ['internet', 'unknown', 'what a proxy may write'],
  ['internet', '127.1', 'a spelling that no socket gives'],
  ['internet', '192.168.178.77:80', 'an address with a port'],
])('P58 %s: %s (%s)', (zone, address) => {
  expect(zoneOfAddress(address, box)).toBe(zone);
});

it.each(['tun0', 'utun4', 'wg-home', 'tap0', 'ppp0', 'ztabc'])('P58 %s is a tunnel', (name) => {
  expect(zoneOfAddress('10.1.0.5', { [name]: [v4('10.1.0.1', '255.255.255.0')] })).toBe('vpn');
});

it.each(['eth0', 'wlan0', 'en0', 'enp3s0', 'br0', 'bond0', 'wlp2s0', 'Wi-Fi', 'Ethernet 2'])(
  'P58 %s is no tunnel',
  (name) => {
    expect(zoneOfAddress('10.1.0.5', { [name]: [v4('10.1.0.1', '255.255.255.0')] })).toBe('home');
  },
);

it('P58 nothing that an asker may claim throws, and without interfaces nobody but this machine is at home', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (address) => {
      expect(['home', 'vpn', 'internet']).toContain(zoneOfAddress(address, box));
      if (zoneOfAddress(address, {}) === 'home') expect(address).toMatch(/^(127\.|169\.254\.|.*:)/);
    }),
  );
});
