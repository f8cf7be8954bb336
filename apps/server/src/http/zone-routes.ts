import { networkInterfaces } from 'node:os';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { zoneAnswerSchema, type ZoneAnswer } from '@homeroll/protocol/network-zone';
import { routes } from '@homeroll/protocol/routes';
import { authorize } from './authorize.ts';
import type { ServerParts } from './server-parts.ts';
import { zoneOfAddress } from './zone-of-address.ts';

/** Tells a device from where it comes: it may not be able to read the name of its Wi-Fi. */
export function zoneRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.get(
    routes.zone,
    {
      schema: {
        summary: 'Do I come from the home network, through a VPN, or from the internet?',
        tags: ['server'],
        response: { 200: zoneAnswerSchema },
      },
    },
    async (request, reply): Promise<ZoneAnswer> => {
      await authorize(parts.identities, request.raw, null);
      reply.header('cache-control', 'no-store');
      return { zone: zoneOfAsker(request) };
    },
  );
}

/**
 * Behind a proxy that the settings do not name, everybody seems to come from where the proxy is. Whom it speaks for
 * nobody can tell then, and `internet` is what gives nothing away.
 */
function zoneOfAsker({ headers, ip, ips = [ip] }: FastifyRequest): ZoneAnswer['zone'] {
  const isForwarded = forwardingHeaders.some((name) => headers[name] !== undefined);
  return isForwarded && ips.length === 1 ? 'internet' : zoneOfAddress(ip, networkInterfaces());
}

/** Any of these says that the peer is no asker but a proxy: of RFC 7239, of RFC 9110, and those in use before. */
const forwardingHeaders = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'cf-connecting-ip',
];
