import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { answerFromLocal } from '@homeroll/agent/relay-line/answer-from-local';
import { guestBase, type RelayAddress } from '@homeroll/agent/relay-line/line-http';
import { relayLine } from '@homeroll/agent/relay-line/relay-line';
import { systemClock } from '@homeroll/agent/system-clock';
import { lineSecretSchema } from '@homeroll/protocol/relay-line';
import { UsageError } from './read-options.ts';

/** A server at home that guests reach through a relay: no port of the router is opened. */
export interface HomeRelay {
  /** What guests are given in place of the server's own address. */
  readonly guestUrl: string;
  /** Keeps the line until the signal is raised. */
  run(origin: string, signal: AbortSignal): Promise<void>;
}

interface Options {
  readonly url: string | undefined;
  readonly key: string | undefined;
  /** The secret that names this server at the relay is kept there. */
  readonly dataFolder: string;
  readonly log: Logger;
}

/** `undefined` where no relay is wanted. */
export function homeRelay({ url, key, dataFolder, log }: Options): HomeRelay | undefined {
  if (url === undefined && key === undefined) return undefined;
  if (url === undefined || key === undefined)
    throw new UsageError(
      '--relay and --relay-key belong together: the address, and the key that homeroll relay shows.',
    );
  const relay: RelayAddress = { url, key, secret: lineSecret(dataFolder) };
  return {
    guestUrl: guestBase(relay),
    run: (origin, signal) =>
      relayLine({
        ...relay,
        answer: answerFromLocal(origin),
        clock: systemClock,
        signal,
        tell: (state) => {
          if (state.state === 'away') log.warn(`The relay ${url}: ${state.words}`);
          else log.info(`The relay ${url}: ${state.state}`);
        },
        trouble: (words) => log.warn(`The relay ${url}: ${words}`),
      }),
  };
}

/** Made once: links through the relay stay valid for as long as the file is kept. */
function lineSecret(dataFolder: string): string {
  const file = join(dataFolder, 'relay-secret');
  if (existsSync(file)) return keptSecret(file);
  const secret = randomBytes(32).toString('base64url');
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return secret;
}

function keptSecret(file: string): string {
  const secret = readFileSync(file, 'utf8').trim();
  if (lineSecretSchema.safeParse(secret).success) return secret;
  throw new UsageError(
    `${file} holds no secret. Put it back from a backup, or delete it: then a new one is made, and links that guests have through the relay end.`,
  );
}
