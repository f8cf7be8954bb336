import { address, optionalText, type Option } from '@homeroll/options/option';
import { folderAtPlace, verifyCertificate } from '../place-options.ts';

/** How a WebDAV server is set up. */
export const webdavOptions: {
  readonly url: Option<string>;
  readonly username: Option<string | undefined>;
  readonly password: Option<string | undefined>;
  readonly folder: Option<string>;
  readonly verifyCertificate: Option<boolean>;
} = {
  url: { summary: 'The WebDAV address of the server', value: 'address', schema: address, input: 'address' },
  username: { summary: 'The name to log in with', value: 'name', schema: optionalText },
  password: { summary: 'The password to log in with', value: 'password', schema: optionalText, secret: true },
  folder: folderAtPlace(
    'The folder that files are published to, below that address; it is made where missing',
  ),
  verifyCertificate,
};
