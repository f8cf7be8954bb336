import { address, optionalText, text, type OptionsFor } from '@homeroll/options/option';
import { folderAtPlace, verifyCertificate } from '../place-options.ts';

const folder = folderAtPlace(
  'The folder in the account that files are published to; guests with the public link read all that is in it',
  'Homeroll',
);

/** How a Nextcloud is set up. */
export interface NextcloudSettings {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly folder: string;
  readonly shareId: string | undefined;
  readonly verifyCertificate: boolean;
}

export const nextcloudOptions: OptionsFor<NextcloudSettings> = {
  url: {
    summary: 'The address of the Nextcloud, as it is opened in a browser',
    value: 'address',
    schema: address,
    input: 'address',
  },
  username: { summary: 'The name to log in with', value: 'name', schema: text },
  password: {
    summary: 'An app password: made in Nextcloud under Settings, Security, Devices & sessions',
    value: 'password',
    schema: text,
    secret: true,
  },
  // The root of an account cannot be shared.
  folder: { ...folder, schema: folder.schema.transform((path) => (path === '' ? 'Homeroll' : path)) },
  shareId: {
    summary: 'A public link of that folder, or its id, that was made by hand; else one is made',
    value: 'link',
    schema: optionalText,
  },
  verifyCertificate,
};
