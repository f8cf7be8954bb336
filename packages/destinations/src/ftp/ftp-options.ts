import { z } from 'zod';
import { oneOf, text, wholeNumber, type OptionsFor } from '@homeroll/options/option';
import { folderOfLogin, idleTimeout, timeout, verifyCertificate } from '../place-options.ts';

/** How an FTP server is reached, and who asks. */
export interface FtpSettings {
  readonly host: string;
  /** `undefined`: 990 for implicit TLS, else 21. */
  readonly port: number | undefined;
  readonly username: string;
  readonly password: string;
  readonly secure: 'explicit' | 'implicit' | 'off';
  readonly verifyCertificate: boolean;
  /** The root for all paths; from the folder of the login where it does not begin with a slash. */
  readonly folder: string;
  /** At a time, at most. */
  readonly connections: number;
  /** Seconds after which a connection that nobody uses is closed. */
  readonly idleTimeout: number;
  /** Seconds of silence after which a connection is given up. */
  readonly timeout: number;
}

const encryptions = ['explicit', 'implicit', 'off'] as const;

export const ftpOptions: OptionsFor<FtpSettings> = {
  host: { summary: 'Name or address of the server', value: 'host', schema: text },
  port: {
    summary: 'Port of the server',
    value: 'number',
    schema: z.coerce.number().int().min(1).max(65_535).optional(),
    fallback: '21, or 990 for implicit TLS',
    input: 'number',
  },
  username: { summary: 'User name', value: 'name', schema: text },
  password: { summary: 'Password', value: 'text', schema: z.string().min(1, 'is empty'), secret: true },
  secure: {
    summary:
      'Encryption: explicit (usual), implicit (old servers, port 990), off (anybody on the way can read the password)',
    value: encryptions.join('|'),
    schema: oneOf(encryptions, 'explicit'),
    fallback: 'explicit',
    choices: encryptions,
  },
  verifyCertificate,
  folder: folderOfLogin,
  connections: {
    summary: 'Connections at a time, at most',
    value: 'number',
    schema: wholeNumber({ min: 1, max: 10, default: 2 }),
    fallback: '2',
    input: 'number',
  },
  idleTimeout,
  timeout,
};
