import type { NetworkInterfaceInfo } from 'node:os';
import ipaddr from 'ipaddr.js';
import type { NetworkZone } from '@homeroll/core/connection/connection-rules';

/** As `os.networkInterfaces()` gives them. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * Where an address lies, seen from this machine: in one of its own networks (`home`), at the far end of one of its
 * tunnels (`vpn`), or elsewhere. What is no address lies elsewhere.
 */
export function zoneOfAddress(address: string, interfaces: Interfaces): NetworkZone {
  const asker = parsed(address);
  if (asker === undefined) return 'internet';
  const own = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? []).map((info) => ({ info, isTunnel: tunnelNames.test(name) })),
  );
  const isThisMachine = own.some(({ info }) => parsed(info.address)?.toString() === asker.toString());
  if (asker.range() === 'loopback' || isThisMachine) return 'home';
  if (own.some(({ info, isTunnel }) => isTunnel && isInNetworkOf(asker, info))) return 'vpn';
  if (tailnets.some((tailnet) => isIn(asker, tailnet))) return 'vpn';
  if (asker.range() === 'linkLocal') return 'home';
  return own.some(({ info, isTunnel }) => !isTunnel && isInNetworkOf(asker, info)) ? 'home' : 'internet';
}

/** What tunnels are called on Linux, macOS and BSD: WireGuard, OpenVPN, Tailscale, ZeroTier, PPP. */
const tunnelNames = /^(tun|tap|utun|wg|tailscale|zt|ppp|ipsec)/i;

/** The addresses that Tailscale gives: shared address space (RFC 6598), and its own unique local prefix. */
const tailnets = [ipaddr.parseCIDR('100.64.0.0/10'), ipaddr.parseCIDR('fd7a:115c:a1e0::/48')];

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** IPv4 in the clothes of IPv6, `::ffff:192.0.2.1`, is IPv4; a scope, `fe80::1%eth0`, says nothing of where. */
function parsed(text: string): Address | undefined {
  const [address = ''] = text.split('%');
  return isAddress(address) ? ipaddr.process(address) : undefined;
}

/** Other spellings that the library takes, `127.1`, no socket ever gives. */
function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

/**
 * A machine may have its IPv6 address with a mask of 128 bits, by DHCP, and yet share 64 with its neighbours.
 * Tunnels have masks that mean something.
 */
function isInNetworkOf(asker: Address, { address, netmask, family }: NetworkInterfaceInfo): boolean {
  const own = parsed(address);
  if (own === undefined) return false;
  const prefix = family === 'IPv6' ? 64 : ipaddr.IPv4.parse(netmask).prefixLengthFromSubnetMask();
  return prefix !== null && isIn(asker, [own, prefix]);
}

function isIn(asker: Address, network: [Address, number]): boolean {
  return asker.kind() === network[0].kind() && asker.match(network);
}
