import type { Kysely } from 'kysely';
import type { Right } from '@homeroll/protocol/accounts';
import type { Schema, TokenKind } from './schema.ts';

export interface User {
  readonly id: number;
  readonly name: string;
  readonly folder: string;
  readonly passwordHash: string | null;
  readonly rights: readonly Right[];
}

export interface Token {
  readonly id: number;
  readonly kind: TokenKind;
  readonly label: string;
  readonly rights: readonly Right[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly expiresAt: number | null;
}

export interface NewToken {
  readonly userId: number | null;
  readonly kind: TokenKind;
  readonly secretHash: string;
  readonly label: string;
  readonly rights: readonly Right[];
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

/** Folds a name so that twins in case or Unicode form meet. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** People and the secrets that stand for them. */
export class Accounts {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /** `undefined` where the name (or the folder) is taken. */
  async addUser(user: Omit<User, 'id'> & { readonly createdAt: number }): Promise<User | undefined> {
    const added = await this.#database
      .insertInto('users')
      .values({
        name: user.name.normalize('NFC'),
        name_key: nameKey(user.name),
        folder: user.folder,
        password_hash: user.passwordHash,
        rights: JSON.stringify(user.rights),
        created_at: user.createdAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    return added && userFrom(added);
  }

  async userByName(name: string): Promise<User | undefined> {
    const row = await this.#database
      .selectFrom('users')
      .selectAll()
      .where('name_key', '=', nameKey(name))
      .executeTakeFirst();
    return row && userFrom(row);
  }

  async users(): Promise<readonly User[]> {
    return (await this.#database.selectFrom('users').selectAll().orderBy('id').execute()).map(userFrom);
  }

  /** Whether somebody can sign in who may administer. */
  async hasAdministrator(): Promise<boolean> {
    const users = await this.users();
    return users.some(({ passwordHash, rights }) => passwordHash !== null && rights.includes('administer'));
  }

  /** For a user that was made from a library folder and has none yet. */
  async setPassword(id: number, passwordHash: string): Promise<void> {
    await this.#database
      .updateTable('users')
      .set({ password_hash: passwordHash })
      .where('id', '=', id)
      .execute();
  }

  async addToken(token: NewToken): Promise<Token> {
    const row = await this.#database
      .insertInto('tokens')
      .values({
        user_id: token.userId,
        kind: token.kind,
        secret_hash: token.secretHash,
        label: token.label,
        rights: JSON.stringify(token.rights),
        created_at: token.createdAt,
        last_used_at: null,
        expires_at: token.expiresAt,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return tokenFrom(row);
  }

  /** The token with this hash and its user; a setup token has none. */
  async tokenByHash(
    secretHash: string,
  ): Promise<{ readonly token: Token; readonly user: User | undefined } | undefined> {
    const row = await this.#database
      .selectFrom('tokens')
      .selectAll()
      .where('secret_hash', '=', secretHash)
      .executeTakeFirst();
    if (!row) return undefined;
    const user =
      row.user_id === null
        ? undefined
        : await this.#database
            .selectFrom('users')
            .selectAll()
            .where('id', '=', row.user_id)
            .executeTakeFirst();
    return { token: tokenFrom(row), user: user && userFrom(user) };
  }

  async deviceTokens(userId: number): Promise<readonly Token[]> {
    const rows = await this.#database
      .selectFrom('tokens')
      .selectAll()
      .where('user_id', '=', userId)
      .where('kind', '=', 'device')
      .orderBy('id', 'desc')
      .execute();
    return rows.map(tokenFrom);
  }

  /** True where there was one to take back. */
  async removeToken(userId: number, id: number): Promise<boolean> {
    const removed = await this.#database
      .deleteFrom('tokens')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return removed.numDeletedRows > 0n;
  }

  async removeTokensOf(kind: TokenKind): Promise<void> {
    await this.#database.deleteFrom('tokens').where('kind', '=', kind).execute();
  }

  async tokenUsed(id: number, at: number): Promise<void> {
    await this.#database.updateTable('tokens').set({ last_used_at: at }).where('id', '=', id).execute();
  }

  async removeExpiredTokens(now: number): Promise<void> {
    await this.#database.deleteFrom('tokens').where('expires_at', '<', now).execute();
  }
}

type UserRow = { id: number; name: string; folder: string; password_hash: string | null; rights: string };

function userFrom(row: UserRow): User {
  return {
    id: row.id,
    name: row.name,
    folder: row.folder,
    passwordHash: row.password_hash,
    rights: JSON.parse(row.rights) as Right[],
  };
}

function tokenFrom(row: {
  id: number;
  kind: TokenKind;
  label: string;
  rights: string;
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
}): Token {
  return {
    id: row.id,
    kind: row.kind,
    label: row.label,
    rights: JSON.parse(row.rights) as Right[],
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}
