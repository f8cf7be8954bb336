import { address, optionalText, type OptionsFor } from '@homeroll/options/option';
import { folderAtPlace, verifyCertificate } from '../place-options.ts';

/** How a WebDAV server is set up. */
export interface WebdavSettings {
  readonly url: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly folder: string;
  readonly verifyCertificate: boolean;
}

export const webdavOptions: OptionsFor<WebdavSettings> = {
  url: { summary: 'The WebDAV address of the server', value: 'address', schema: address, input: 'address' },
  username: { summary: 'The name to log in with', value: 'name', schema: optionalText },
  password: { summary: 'The password to log in with', value: 'password', schema: optionalText, secret: true },
  folder: folderAtPlace(
    'The folder that files are published to, below that address; it is made where missing',
  ),
  verifyCertificate,
};
