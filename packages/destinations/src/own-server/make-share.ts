import { routes } from '@homeroll/protocol/routes';
import { shareSchema, type Share, type ShareRequest } from '@homeroll/protocol/shares';
import { askServerJson, type ServerConnection } from './server-connection.ts';

/** A link to these items of the server's catalog. Throws a `DestinationError`. */
export function makeShare(connection: ServerConnection, request: ShareRequest): Promise<Share> {
  return askServerJson(connection, { method: 'POST', path: routes.shares, json: request }, (json) =>
    shareSchema.parse(json),
  );
}
