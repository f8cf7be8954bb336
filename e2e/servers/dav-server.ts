/** A WebDAV server with one account, for tests. */
export interface DavServer {
  /** Of the root; no slash at the end. */
  readonly address: string;
  readonly username: string;
  readonly password: string;
  /** Where its files lie on the disk. */
  readonly root: string;
  readonly stop: () => Promise<void>;
}

export interface DavServerOptions {
  /** A folder to serve, as one on a disk that is full; else one of its own. */
  readonly root?: string;
  /** Speaks TLS, with such a certificate. */
  readonly certificate?: 'self-made' | 'expired';
}
