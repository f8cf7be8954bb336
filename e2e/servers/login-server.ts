import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { userInfo } from 'node:os';

/** A server with one account that is reached by host, port and name, for tests. */
export interface LoginServer {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** The folder to publish to, as the server calls it. */
  readonly folder: string;
  /** Where this folder lies on the disk. */
  readonly root: string;
  /** All that it has said so far. */
  readonly said: () => string;
  stop(): Promise<void>;
}

export interface LoginServerOptions {
  /** A folder to serve, as one on a disk that is full; else one of its own. */
  readonly root?: string;
  /** Speaks TLS, with such a certificate. */
  readonly certificate?: 'self-made' | 'expired';
  /** Speaks TLS from the first byte. */
  readonly isImplicit?: true;
}

/**
 * Servers are started as root here, and serve as the account `daemon` (uid and gid 1): every system has it, and its
 * home exists, which vsftpd asks for.
 */
export const account = { name: 'daemon', id: 1 } as const;

export const isRoot: boolean = process.platform === 'linux' && userInfo().uid === 0;

/** A folder that that account may write to. */
export async function folderOfAccount(parent: string, given?: string): Promise<string> {
  const root = given ?? join(parent, 'files');
  await mkdir(root, { recursive: true });
  await chown(root, account.id, account.id);
  return root;
}
