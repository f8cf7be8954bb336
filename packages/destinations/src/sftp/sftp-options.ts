import { z } from 'zod';
import { optionalText, text, wholeNumber, type OptionsFor } from '@homeroll/options/option';
import { folderOfLogin, idleTimeout, timeout } from '../place-options.ts';

/** How an SFTP server is reached, and who asks. */
export interface SftpSettings {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string | undefined;
  /** The key itself, or the path of its file. */
  readonly privateKey: string | undefined;
  readonly passphrase: string | undefined;
  /** `SHA256:…`; `any` for whatever answers. */
  readonly hostKey: string | undefined;
  /** The root for all paths; from the folder of the login where it does not begin with a slash. */
  readonly folder: string;
  /** Seconds after which a connection that nobody uses is closed. */
  readonly idleTimeout: number;
  /** Seconds of silence after which a connection is given up. */
  readonly timeout: number;
}

const hostKey = z
  .string()
  .regex(/^(any|SHA256:[A-Za-z0-9+/]{43}=?)$/, 'is no fingerprint like SHA256:…, nor `any`')
  .transform((key) => key.replace(/=$/, ''))
  .optional();

export const sftpOptions: OptionsFor<SftpSettings> = {
  host: { summary: 'Name or address of the server', value: 'host', schema: text },
  port: {
    summary: 'Port of the server',
    value: 'number',
    schema: wholeNumber({ min: 1, max: 65_535, default: 22 }),
    fallback: '22',
    input: 'number',
  },
  username: { summary: 'User name', value: 'name', schema: text },
  password: { summary: 'Password, where there is no key', value: 'text', schema: optionalText, secret: true },
  privateKey: {
    summary: 'Private key: the path of its file, or its text',
    value: 'file',
    schema: optionalText,
    secret: true,
  },
  passphrase: {
    summary: 'What the private key is locked with',
    value: 'text',
    schema: optionalText,
    secret: true,
  },
  hostKey: {
    summary:
      'Fingerprint of the server’s key. Leave it out once: the first try says which one it saw; `any` trusts whoever answers',
    value: 'SHA256:…',
    schema: hostKey,
  },
  folder: folderOfLogin,
  idleTimeout,
  timeout,
};
