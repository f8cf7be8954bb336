import { isIPv6 } from 'node:net';

/**
 * Who asks, for the limits: an IPv4 address, or the network of an IPv6 address (64 bits), of which one household has
 * all addresses.
 */
export function visitorOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [left = '', right] = address.split('%')[0]?.split('::') ?? [];
  const before = left.split(':').filter((group) => group !== '');
  const behind = right?.split(':').filter((group) => group !== '') ?? [];
  const between = Array.from({ length: Math.max(0, 8 - before.length - behind.length) }, () => '0');
  const groups = right === undefined ? before : [...before, ...between, ...behind];
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
