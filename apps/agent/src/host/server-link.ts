import { join } from 'node:path';
import { z } from 'zod';
import type { NetworkZone } from '@homeroll/core/connection/connection-rules';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { Destination } from '@homeroll/core/ports/destination';
import { lookAtServer, type ServerAccount } from '@homeroll/destinations/own-server/look-at-server';
import { ownServerDestination } from '@homeroll/destinations/own-server/own-server-destination';
import type { ServerConnection } from '@homeroll/destinations/own-server/server-connection';
import { askZone, fetchEvents } from '@homeroll/destinations/own-server/server-events';
import { patient } from '@homeroll/destinations/wrappers/patient';
import { eventListSchema } from '@homeroll/protocol/events';
import { nodeHttpClient } from '@homeroll/destinations/http/node-http-client';
import { writeWhole } from '../settings/settings-file.ts';
import { systemClock } from '../system-clock.ts';
import { loginKey, readRemembered, type AccountMemory, type Login } from './account-memory.ts';

interface Options {
  readonly login: Login;
  readonly accounts: AccountMemory;
  readonly stateFolder: string;
  readonly connections: number;
}

interface KeptEvents {
  readonly events: readonly MediaEvent[];
  readonly etag?: string;
}

const keptSchema: z.ZodType<KeptEvents> = z.object({
  events: eventListSchema,
  etag: z.string().exactOptional(),
});

/**
 * One account at one server: who it is there, which events the server has, from where it sees this device. What it
 * said last is kept, so that the agent starts while the server is away.
 */
export class ServerLink {
  readonly address: string;
  /** As it was last said; `undefined` until the server was reached for the first time with this token. */
  account: ServerAccount | undefined;
  events: readonly MediaEvent[];
  zone: NetworkZone | undefined;
  readonly #options: Options;
  readonly #connection: ServerConnection;
  readonly #http: ReturnType<typeof nodeHttpClient>;
  readonly #eventsFile: string;
  #etag: string | undefined;
  #inner: Destination | undefined;

  constructor(options: Options) {
    const { login, accounts, stateFolder, connections } = options;
    this.#options = options;
    this.address = login.address;
    this.#http = nodeHttpClient({ connections });
    this.#connection = { ...login, http: this.#http.send };
    this.account = accounts.of(login);
    this.#eventsFile = eventsFile(stateFolder, login);
    const kept = readRemembered(this.#eventsFile, keptSchema);
    this.events = kept?.events ?? [];
    this.#etag = kept?.etag;
  }

  /** Asks who this is there and for the events. Throws a `DestinationError`; what was known before stays then. */
  async refresh(signal: CancelSignal): Promise<void> {
    const account = await lookAtServer(this.#connection, ['upload'], signal);
    if (JSON.stringify(account) !== JSON.stringify(this.account)) this.#inner = undefined;
    this.account = account;
    this.#options.accounts.remember(this.#options.login, account);
    const answer = await fetchEvents(this.#connection, this.#etag, signal);
    if (answer === 'unchanged') return;
    this.events = answer.events;
    this.#etag = answer.etag;
    writeWhole(this.#eventsFile, JSON.stringify(answer));
  }

  /** Whether the zone is another one now. A server that cannot be asked leaves it unknown. */
  async askZone(signal: CancelSignal): Promise<boolean> {
    const before = this.zone;
    try {
      this.zone = await askZone(this.#connection, signal);
    } catch (error) {
      if (!(error instanceof DestinationError) && !signal.aborted) throw error;
      this.zone = undefined;
    }
    return this.zone !== before;
  }

  /** The account as a destination; its rights are those that the server said last. */
  get destination(): Destination {
    const current = (): Destination => (this.#inner ??= this.#makeDestination());
    return {
      get name() {
        return current().name;
      },
      check: (hashes, signal) => current().check(hashes, signal),
      send: (upload, signal) => current().send(upload, signal),
      get remove() {
        return current().remove;
      },
    } as Destination;
  }

  close(): void {
    this.#http.close();
  }

  #makeDestination(): Destination {
    const { user = '', rights = [] } = this.account ?? {};
    const name = `${user} on ${new URL(this.address).host}`;
    return patient(ownServerDestination(this.#connection, { name, rights }), systemClock);
  }
}

/** The events that this server had when the agent asked last; none where it never did. */
export function rememberedEvents(stateFolder: string, login: Login): readonly MediaEvent[] {
  return readRemembered(eventsFile(stateFolder, login), keptSchema)?.events ?? [];
}

function eventsFile(stateFolder: string, login: Login): string {
  return join(stateFolder, `events-${loginKey(login)}.json`);
}
