import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { NetworkZone } from '@homeroll/core/connection/connection-rules';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import { eventListSchema } from '@homeroll/protocol/events';
import { zoneAnswerSchema } from '@homeroll/protocol/network-zone';
import { routes } from '@homeroll/protocol/routes';
import { tagListSchema, type Tag } from '@homeroll/protocol/tags';
import { askServer, askServerJson, parseAnswer, type ServerConnection } from './server-connection.ts';

export interface ServerEvents {
  readonly events: readonly MediaEvent[];
  /** To be handed in the next time; absent where the server (or a proxy) gives none. */
  readonly etag?: string;
}

/**
 * The events that this server defines for all its users. `unchanged` where `etag` is still that of the list.
 * Throws a `DestinationError`.
 */
export async function fetchEvents(
  connection: ServerConnection,
  etag?: string,
  signal?: CancelSignal,
): Promise<ServerEvents | 'unchanged'> {
  const headers = { accept: 'application/json', ...(etag === undefined ? {} : { 'if-none-match': etag }) };
  const response = await askServer(connection, { method: 'GET', path: routes.events, headers, signal });
  if (response.status === 304) return 'unchanged';
  const events = parseAnswer(response, (json) => eventListSchema.parse(json));
  const tag = response.headers['etag'];
  return { events, ...(tag === undefined ? {} : { etag: tag }) };
}

/** From where the server sees this device come. Throws a `DestinationError`. */
export async function askZone(connection: ServerConnection, signal?: CancelSignal): Promise<NetworkZone> {
  const request = { method: 'GET', path: routes.zone, signal } as const;
  return (await askServerJson(connection, request, (json) => zoneAnswerSchema.parse(json))).zone;
}

/** Tags in use on the server, and those on its list. Throws a `DestinationError`. */
export function fetchTags(connection: ServerConnection, signal?: CancelSignal): Promise<readonly Tag[]> {
  const request = { method: 'GET', path: routes.tags, signal } as const;
  return askServerJson(connection, request, (json) => tagListSchema.parse(json));
}
