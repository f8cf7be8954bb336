import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { Publishing } from '@homeroll/core/publish/publishing';
import {
  address,
  list,
  onOff,
  oneOf,
  onUnlessSaid,
  text,
  wholeNumber,
  type OptionsFor,
} from '@homeroll/options/option';

const words: z.ZodType<string> = z
  .string('is no text')
  .trim()
  .max(200, 'has more than 200 characters')
  .default('');
const wholePath: z.ZodType<string> = text.refine(
  isAbsolute,
  'is not a whole path, like /home/booth/photobooth-app',
);
/** As paths are told: parts joined by one slash each. */
const subfolders: z.ZodType<readonly string[]> = list
  .transform((folders) => folders.map((folder) => folder.replace(/\\/g, '/').replace(/\/+$|^(\.\/+)+/g, '')))
  .refine(
    (folders) => folders.every((folder) => /^(?!\.\.?(\/|$))[^/]+(\/(?!\.\.?(\/|$))[^/]+)*$/.test(folder)),
    'has a folder that is not below it: say processed_full, or party/finished',
  );
const publicAddress: z.ZodType<string | undefined> = address
  .refine((url) => !/[?#]/.test(url), 'has a ? or # in it: paths are put behind it')
  .optional();
/** As IEEE 802.11 has them: phones refuse anything else. */
const wifiName: z.ZodType<string | undefined> = text
  .refine((name) => Buffer.byteLength(name) <= 32, 'is longer than the name of a Wi-Fi may be (32 bytes)')
  .optional();
const wifiPassword: z.ZodType<string | undefined> = text
  .refine(
    (secret) => secret.length >= 8 && secret.length <= 64,
    'has not 8 to 64 characters, as they all have',
  )
  .optional();
const pattern: z.ZodType<string | undefined> = z
  .string()
  .trim()
  .refine(
    (url) => URL.canParse(url.replaceAll(/\{\w+\}/g, 'x')) && /^https?:/.test(url),
    'is not an address like https://party.example.org/{identifier}',
  )
  .refine(
    (url) =>
      [...url.matchAll(/\{(\w*)\}/g)].every(([, name = '']) => ['identifier', 'filename'].includes(name)),
    'has something in braces that is neither {identifier} nor {filename}',
  )
  .optional();

/** What a booth is told, apart from its destinations. Names as booth programs have them where they exist. */
export interface BoothValues {
  readonly folder: string;
  readonly subfolders: readonly string[];
  readonly settle: number;
  readonly fullSyncInterval: number;
  readonly title: string;
  readonly textAbove: string;
  readonly textBelow: string;
  readonly language: string;
  readonly guestsHere: boolean;
  readonly guestsPort: number;
  readonly guestsAddress: string | undefined;
  readonly wifiName: string | undefined;
  readonly wifiPassword: string | undefined;
}

export const boothOptions: OptionsFor<BoothValues> = {
  folder: {
    summary: 'Folder of the booth program, its media folder, or any folder with pictures',
    value: 'FOLDER',
    schema: wholePath,
  },
  subfolders: {
    summary:
      'Folders below it whose pictures are published; without any, those that the booth program finishes',
    value: 'FOLDERS',
    schema: subfolders,
    input: 'list',
  },
  settle: {
    summary: 'Seconds that a file must have been still before it is sent',
    value: 'SECONDS',
    schema: wholeNumber({ min: 0, max: 60, default: 1 }),
    fallback: '1',
    input: 'number',
  },
  fullSyncInterval: {
    summary: 'Minutes between two comparisons of everything',
    value: 'MINUTES',
    schema: wholeNumber({ min: 1, max: 1440, default: 5 }),
    fallback: '5',
    input: 'number',
  },
  title: { summary: 'Name of the party, shown on the screen', value: 'TEXT', schema: words },
  textAbove: { summary: 'Line above the code', value: 'TEXT', schema: words },
  textBelow: { summary: 'Line below the code', value: 'TEXT', schema: words },
  language: {
    summary: 'Language of the screen, en or de; without it the browser’s',
    value: 'LANGUAGE',
    schema: z.enum(['', 'en', 'de'], 'is neither en nor de').default(''),
    choices: ['en', 'de'],
  },
  guestsHere: onUnlessSaid('Guests get pictures from this machine too, in the same network'),
  guestsPort: {
    summary: 'Port of the pages for guests in the same network',
    value: 'PORT',
    schema: wholeNumber({ min: 0, max: 65_535, default: 4483 }),
    fallback: '4483',
    input: 'number',
  },
  guestsAddress: {
    summary: 'Address of this machine for guests, where it is not found by itself: http://10.42.0.1:4483',
    value: 'URL',
    schema: publicAddress,
    input: 'address',
  },
  wifiName: {
    summary: 'Name of the Wi-Fi that guests join first, for its code',
    value: 'TEXT',
    schema: wifiName,
  },
  wifiPassword: { summary: 'Password of this Wi-Fi', value: 'PASSWORD', schema: wifiPassword, secret: true },
};

/** How one destination publishes, whatever kind it is. */
export interface PublishingValues extends Publishing {
  readonly enabled: boolean;
  readonly enableShareLink: boolean;
  /** Kilobytes a second; 0 for as many as go. */
  readonly uploadLimit: number;
}

export const publishingOptions: OptionsFor<PublishingValues> = {
  enabled: onUnlessSaid('Use this destination'),
  enableImmediateSync: onUnlessSaid('Send pictures as soon as they are finished'),
  enableRegularSync: onUnlessSaid('Compare everything now and then'),
  copyOnlyMode: { summary: 'Never delete there what is deleted here', schema: onOff, input: 'switch' },
  enableShareLink: onUnlessSaid('Show a code for this destination'),
  uploadLimit: {
    summary: 'Kilobytes sent there in a second at most; 0 for as many as go',
    value: 'KB',
    schema: wholeNumber({ min: 0, max: 10_000_000, default: 0 }),
    fallback: '0',
    input: 'number',
  },
  names: {
    summary: 'Names there: secret ones that nobody can guess, or plain ones as here',
    value: 'NAMES',
    schema: z.enum(['secret', 'plain'], 'is neither secret nor plain').default('secret'),
    choices: ['secret', 'plain'],
    fallback: 'secret',
  },
  mediaUrl: {
    summary: 'Address under which guests find the destination’s folder: https://party.example.org',
    value: 'URL',
    schema: publicAddress,
    input: 'address',
  },
  useDownloadPortal: onUnlessSaid('The code leads to the portal, not to the bare file'),
  downloadPortalUrl: {
    summary: 'Address of the portal, where it is not beside the pictures',
    value: 'URL',
    schema: address.optional(),
    input: 'address',
  },
  autoUpload: onUnlessSaid('Put the portal there and keep it up to date'),
  customQrUrl: {
    summary: 'An address of your own for the code, with {identifier} and {filename}',
    value: 'URL',
    schema: pattern,
    input: 'address',
  },
};

/** What a kind has no option for is as the option's own fallback says; nothing is put where it has no place. */
export function publishingOf(values: Readonly<Record<string, unknown>>): PublishingValues {
  const entries = Object.entries(publishingOptions).map(([name, { schema }]) => [
    name,
    name in values ? values[name] : schema.parse(name === 'autoUpload' ? false : undefined),
  ]);
  return Object.fromEntries(entries) as PublishingValues;
}

/** The relay is asked, not sent to: it takes no part in publishing. */
export interface RelayValues {
  readonly url: string;
  readonly key: string;
  readonly version: 'processed' | 'original';
}

export const relayDestinationOptions: OptionsFor<RelayValues> = {
  url: { summary: 'Address of the relay', value: 'URL', schema: address, input: 'address' },
  key: { summary: 'Key that homeroll relay prints', value: 'KEY', schema: text, secret: true },
  version: {
    summary: 'What guests get: the finished picture, or the shot that it was made of',
    value: 'VERSION',
    schema: oneOf(['processed', 'original'], 'processed'),
    choices: ['processed', 'original'],
    fallback: 'processed',
  },
};
