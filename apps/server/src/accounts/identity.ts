import type { Right } from '@homeroll/protocol/accounts';
import type { Accounts } from '../catalog/accounts.ts';
import type { Sender } from '../library/arrival.ts';
import { secretHash } from './secrets.ts';

/** Who makes a request, and what they may. */
export interface Identity extends Sender {
  /** The rights of the user, less those that the token lacks. */
  readonly rights: ReadonlySet<Right>;
  readonly via: 'device' | 'session';
  readonly tokenId: number;
}

const rememberedMs = 3000;
const rememberedTokens = 1000;
const useNotedEveryMs = 60_000;

/**
 * Turns secrets into identities. An answer is remembered for three seconds, so that a batch of uploads asks the
 * catalog once; a token taken back elsewhere works at most that much longer.
 */
export class Identities {
  readonly #accounts: Accounts;
  readonly #now: () => number;
  readonly #remembered = new Map<
    string,
    { readonly identity: Identity | undefined; readonly until: number }
  >();
  readonly #useNoted = new Map<number, number>();

  constructor(accounts: Accounts, now: () => number) {
    this.#accounts = accounts;
    this.#now = now;
  }

  /** `undefined` for a secret that is unknown, has expired, or stands for nobody. */
  async of(secret: string): Promise<Identity | undefined> {
    const hash = secretHash(secret);
    const known = this.#remembered.get(hash);
    if (known && known.until > this.#now()) return known.identity;
    const identity = await this.#lookUp(hash);
    if (this.#remembered.size >= rememberedTokens) this.#remembered.clear();
    this.#remembered.set(hash, { identity, until: this.#now() + rememberedMs });
    if (identity) await this.#noteUse(identity.tokenId);
    return identity;
  }

  /** After a token was made or taken back. */
  forget(): void {
    this.#remembered.clear();
  }

  async #lookUp(hash: string): Promise<Identity | undefined> {
    const found = await this.#accounts.tokenByHash(hash);
    if (!found?.user || found.token.kind === 'setup') return undefined;
    const { token, user } = found;
    if (token.expiresAt !== null && token.expiresAt <= this.#now()) return undefined;
    return {
      userId: user.id,
      userName: user.name,
      folder: user.folder,
      seesAll: user.rights.includes('view'),
      rights: new Set(user.rights.filter((right) => token.rights.includes(right))),
      via: found.token.kind === 'device' ? 'device' : 'session',
      tokenId: token.id,
    };
  }

  async #noteUse(tokenId: number): Promise<void> {
    const now = this.#now();
    if ((this.#useNoted.get(tokenId) ?? 0) > now - useNotedEveryMs) return;
    this.#useNoted.set(tokenId, now);
    await this.#accounts.tokenUsed(tokenId, now);
  }
}
