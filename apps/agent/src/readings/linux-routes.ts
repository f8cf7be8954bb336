import * as z from 'zod';
import { asJson } from './as-json.ts';
import { ReadingsError } from './readings-reader.ts';

const routes = z.array(
  z.object({ dst: z.string(), dev: z.string().optional(), metric: z.number().optional() }),
);

/** Interfaces with a way out in what `ip -j route show default` says, the preferred first. Source: ip-route(8). */
export function parseIpRoutes(output: string): readonly string[] {
  // Older versions say nothing at all where there are no routes.
  const parsed = routes.safeParse(output.trim() === '' ? [] : asJson(output));
  if (!parsed.success) throw new ReadingsError('odd-output', 'ip said what is no list of routes');
  return parsed.data
    .filter(({ dst }) => dst === 'default')
    .sort((one, other) => (one.metric ?? 0) - (other.metric ?? 0))
    .flatMap(({ dev }) => (dev === undefined ? [] : [dev]));
}

/** The same in `/proc/net/route`, where `ip` is missing; IPv4 only. Source: proc(5), net/ipv4/fib_trie.c. */
export function parseProcRoutes(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, destination, , flags, , , , mask]) => {
      const isUp = (Number.parseInt(flags ?? '', 16) & 1) === 1;
      return destination === '00000000' && mask === '00000000' && isUp;
    })
    .sort((one, other) => Number(one[6]) - Number(other[6]))
    .flatMap(([device]) => (device === undefined ? [] : [device]));
}
