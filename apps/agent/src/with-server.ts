import type { Destination } from '@homeroll/core/ports/destination';
import type { Labels } from '@homeroll/core/sync/transfer-step';
import { ownServerDestination } from '@homeroll/destinations/own-server/own-server-destination';
import { patient } from '@homeroll/destinations/wrappers/patient';
import type { Right } from '@homeroll/protocol/accounts';
import { connect, UsageTrouble, type Connected } from './connect.ts';
import { isJournalTrouble } from './journal-trouble.ts';
import type { Output } from './progress/output.ts';
import { systemClock } from './system-clock.ts';

/** What every command that talks to a server is given. */
export interface ServerOptions {
  /** `https://photos.example.org` */
  readonly serverUrl: string;
  readonly token: string;
  /** Given to everything that is sent. */
  readonly title: string | undefined;
  readonly tags: readonly string[] | undefined;
  /** JSON lines even on a terminal. */
  readonly json: boolean;
  /** Where the journals lie; made where it is missing. */
  readonly stateFolder: string;
  /** Files sent at a time. */
  readonly parallel: number;
  /** Raised to come to an end soon, in good order. */
  readonly stop: AbortSignal;
  readonly out: Output;
  /** Where it is said why nothing could be tried. */
  readonly errors?: Output;
}

/** Everything is done; some of it is not; nothing could be tried. */
export const exitCodes = { done: 0, someFailed: 1, wrongUse: 2 } as const;

/** Connects, works, hangs up. Trouble that the user has to put right is said in words: exit code 2. */
export async function withServer(
  options: ServerOptions,
  needs: readonly Right[],
  work: (connected: Connected) => Promise<number>,
): Promise<number> {
  const { serverUrl, token, parallel, errors = process.stderr } = options;
  let connected: Connected | undefined;
  try {
    connected = await connect({ serverUrl, token, needs, connections: parallel + 2 });
    return await work(connected);
  } catch (error) {
    if (!(error instanceof UsageTrouble) && !isJournalTrouble(error)) throw error;
    errors.write(`${error.message}\n`);
    return exitCodes.wrongUse;
  } finally {
    connected?.close();
  }
}

export function destinationOf({ connection, name, account }: Connected): Destination {
  return patient(ownServerDestination(connection, { name, rights: account.rights }), systemClock);
}

export function labelsOf({ title, tags }: ServerOptions): Labels {
  return {
    ...(title === undefined || title === '' ? {} : { title }),
    ...(tags === undefined || tags.length === 0 ? {} : { tags }),
  };
}
