import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { sessionAnswerSchema, type Right } from '@homeroll/protocol/accounts';
import { routes } from '@homeroll/protocol/routes';
import { protocolVersion, serverInfoSchema } from '@homeroll/protocol/server-info';
import { askServerJson, type ServerConnection } from './server-connection.ts';

export interface ServerAccount {
  readonly user: string;
  readonly rights: readonly Right[];
  /** Bytes the server takes at most in one file. */
  readonly largestFile: number;
}

/**
 * Who am I there, and may I send? Throws a `DestinationError` whose fault tells what to mend: `unreachable`,
 * `tls`, `protocol` (not our server, or of another version), `refused-login`, `forbidden`.
 */
export async function lookAtServer(
  connection: ServerConnection,
  needs: readonly Right[],
  signal?: CancelSignal,
): Promise<ServerAccount> {
  const anyone = { address: connection.address, http: connection.http };
  const [info, session] = await Promise.all([
    askServerJson(anyone, { method: 'GET', path: routes.info, signal }, parseInfo),
    askServerJson(connection, { method: 'GET', path: routes.session, signal }, (json) =>
      sessionAnswerSchema.parse(json),
    ).catch((error: unknown) => {
      if (error instanceof DestinationError) return error;
      throw error;
    }),
  ]);
  if (info.protocol !== protocolVersion) {
    const words = `the server speaks version ${String(info.protocol)} of the protocol, this program version ${String(protocolVersion)}`;
    throw new DestinationError('protocol', words);
  }
  if (session instanceof DestinationError) throw session;
  const missing = needs.find((right) => !session.rights.includes(right));
  if (missing !== undefined) {
    throw new DestinationError('forbidden', `the token lacks the right to ${missing}`);
  }
  return { user: session.user, rights: session.rights, largestFile: info.limits.fileBytes };
}

function parseInfo(json: unknown): ReturnType<typeof serverInfoSchema.parse> {
  return serverInfoSchema.parse(json);
}
