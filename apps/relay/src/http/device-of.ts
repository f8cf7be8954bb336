import type { IncomingHttpHeaders } from 'node:http';
import { lineHeaders, lineSecretSchema, lineVersion } from '@homeroll/protocol/relay-line';
import type { Line } from '../asks/line.ts';
import { lineOf } from '../line-id.ts';
import { isKey } from '../pairing-key.ts';
import { Refusal } from '../refusal.ts';
import type { RelayParts } from '../relay-parts.ts';

/** The line of a device that showed the key of this relay and the secret of its line. */
export function deviceOf(
  { key, lines }: RelayParts,
  headers: IncomingHttpHeaders,
): { readonly id: string; readonly line: Line } {
  const given = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (!isKey(key, given))
    throw new Refusal('not-signed-in', 'Pair the device again with the key that the relay has.');
  const version = headers[lineHeaders.version];
  if (version !== String(lineVersion))
    throw new Refusal('bad-request', `This relay speaks version ${String(lineVersion)} of the line.`);
  const secret = lineSecretSchema.safeParse(headers[lineHeaders.secret]).data;
  if (secret === undefined)
    throw new Refusal('bad-request', 'The secret of the line is missing or too short.');
  const id = lineOf(secret);
  return { id, line: lines.get(id) };
}
