import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { rights } from '@homeroll/protocol/accounts';
import type { ServerAccount } from '@homeroll/destinations/own-server/look-at-server';
import { writeWhole } from '../settings/settings-file.ts';

/** An address and the token for it; the token itself is never written down. */
export interface Login {
  readonly address: string;
  readonly token: string;
}

/** What servers said of accounts, so that a journal can be opened while the server is away. */
export interface AccountMemory {
  of(login: Login): ServerAccount | undefined;
  remember(login: Login, account: ServerAccount): void;
}

const schema: z.ZodType<Readonly<Record<string, ServerAccount>>> = z.record(
  z.string(),
  z.object({ user: z.string(), rights: z.array(z.enum(rights)), largestFile: z.int() }),
);

/** In one file of the state folder; losing it costs a question to each server. */
export function accountMemory(stateFolder: string): AccountMemory {
  const file = join(stateFolder, 'accounts.json');
  const accounts = new Map(Object.entries(readRemembered(file, schema) ?? {}));
  return {
    of: (login) => accounts.get(loginKey(login)),
    remember(login, account) {
      const key = loginKey(login);
      if (JSON.stringify(accounts.get(key)) === JSON.stringify(account)) return;
      accounts.set(key, account);
      mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
      writeWhole(file, JSON.stringify(Object.fromEntries(accounts)));
    },
  };
}

/** A name for files about this login, from which the token cannot be told. */
export function loginKey({ address, token }: Login): string {
  return createHash('sha256').update(`${address}\n${token}`).digest('hex').slice(0, 24);
}

/** What a file of ours holds; `undefined` where it is not there or holds something else. */
export function readRemembered<T>(file: string, expected: z.ZodType<T>): T | undefined {
  try {
    const parsed = expected.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw error;
  }
}
