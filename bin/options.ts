import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import {
  defaultFolderTemplate,
  parseFolderTemplate,
  type FolderTemplate,
} from '@homeroll/core/filing/folder-template';
import { usualRights } from '@homeroll/protocol/accounts';
import {
  address,
  bytes,
  list,
  onOff,
  oneOf,
  optionalText,
  text,
  wholeNumber,
  type Option,
} from '@homeroll/options/option';
import { rightsOption, usualTokenRights } from './rights-option.ts';

const folderTemplate: z.ZodType<FolderTemplate> = z
  .string()
  .default(defaultFolderTemplate)
  .transform((written, context) => {
    const parsed = parseFolderTemplate(written);
    if ('template' in parsed) return parsed.template;
    context.addIssue({
      code: 'custom',
      message: `${parsed.refused}\n  ${written}\n  ${' '.repeat(parsed.at)}^`,
    });
    return z.NEVER;
  });

const timeZone: z.ZodType<string> = z
  .string()
  // Asked only where it is needed: it opens tables of 6 MB.
  .default(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
  .refine((name) => isTimeZone(name), 'is no time zone like Europe/Berlin');

const proxies: z.ZodType<readonly string[]> = list.refine(
  (addresses) => addresses.every(isAddressOrNetwork),
  'has something that is no address like 10.0.0.2 and no network like 10.0.0.0/8',
);

const locale: z.ZodType<string> = z
  .string()
  .default('en')
  .refine((name) => isLocale(name), 'is no language like de or en-GB');

const data: Option<string> = {
  summary: 'Folder that holds the library, its catalog and everything else of the server',
  value: 'FOLDER',
  schema: text.default('homeroll-data'),
  fallback: 'homeroll-data',
};
const database: Option<string | undefined> = {
  summary: 'PostgreSQL for the catalog, postgres://…; without it a file in the data folder',
  value: 'URL',
  schema: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is not postgres://…')
    .optional(),
  secret: true,
};
const logLevel = {
  summary: 'How much is logged',
  value: 'LEVEL',
  schema: oneOf(['silent', 'error', 'warn', 'info', 'debug'], 'warn'),
  fallback: 'warn',
} satisfies Option<string>;

export const zoneOption = {
  summary: 'Home time zone, for videos that only know UTC',
  value: 'ZONE',
  schema: timeZone,
  fallback: "the machine's",
} satisfies Option<string>;

export const libraryOptions = { data, database };

export const serveOptions = {
  ...libraryOptions,
  host: {
    summary:
      'Address to listen on; without it this machine only, and all its addresses once there is an account',
    value: 'ADDRESS',
    schema: optionalText,
  },
  port: {
    summary: 'Port to listen on',
    value: 'PORT',
    schema: wholeNumber({ min: 0, max: 65_535, default: 4480 }),
    fallback: '4480',
  },
  'trusted-proxies': {
    summary: 'Addresses or networks (10.0.0.0/8) of proxies, separated by commas, that tell who asks',
    value: 'ADDRESSES',
    schema: proxies,
  },
  'public-url': {
    summary: 'The address that guests are given, where it is another one',
    value: 'URL',
    schema: address.optional(),
  },
  relay: {
    summary: 'Address of a relay (homeroll relay) through which guests get shares from the internet',
    value: 'URL',
    schema: address.optional(),
  },
  'relay-key': {
    summary: 'Key that the relay shows; better in the environment or the configuration file',
    value: 'KEY',
    schema: optionalText,
    secret: true,
  },
  'folder-template': {
    summary: 'How the library is filed (docs/folder-template.md)',
    value: 'TEMPLATE',
    schema: folderTemplate,
    fallback: defaultFolderTemplate,
  },
  locale: {
    summary: 'Language of month names in folders',
    value: 'LANGUAGE',
    schema: locale,
    fallback: 'en',
  },
  'time-zone': zoneOption,
  metadata: {
    summary: 'Title and tags beside each file (sidecar) or written into it (embed)',
    value: 'WAY',
    schema: oneOf(['sidecar', 'embed'], 'sidecar'),
    fallback: 'sidecar',
  },
  'max-file-size': {
    summary: 'Largest file that is taken',
    value: 'SIZE',
    schema: bytes('50G'),
    fallback: '50G',
  },
  'trash-days': {
    summary: 'Days that a deleted photo lies in the trash before it is gone for good',
    value: 'DAYS',
    schema: wholeNumber({ min: 1, max: 3650, default: 30 }),
    fallback: '30',
  },
  'log-level': logLevel,
} as const;

export const destination = {
  to: { summary: 'Address of the server', value: 'URL', schema: address },
  token: {
    summary: 'Device token; better in the environment or the configuration file',
    value: 'TOKEN',
    schema: text,
    secret: true,
  },
  title: { summary: 'Title of everything that is sent', value: 'TEXT', schema: optionalText },
  tags: {
    summary: 'Tags, separated by commas; family/wedding is a tag below family',
    value: 'TAGS',
    schema: list,
  },
  state: {
    summary: 'Folder of the journal, which remembers what was sent',
    value: 'FOLDER',
    schema: text.default(join(homedir(), '.local', 'state', 'homeroll')),
    fallback: '~/.local/state/homeroll',
  },
  json: { summary: 'Print JSON lines', schema: onOff },
  parallel: {
    summary: 'Files sent at the same time',
    value: 'NUMBER',
    schema: wholeNumber({ min: 1, max: 64, default: 8 }),
    fallback: '8',
  },
} as const;

/** The settings of a photo booth. */
export const boothSettings = {
  summary: 'Settings of the booth; homeroll booth makes them where they are missing',
  value: 'FILE',
  schema: text
    .default(join(homedir(), '.config', 'homeroll', 'booth.json'))
    .transform((path) => resolve(path)),
  fallback: '~/.config/homeroll/booth.json',
} satisfies Option<string>;

export const syncOptions = {
  ...destination,
  once: { summary: 'Send what is there and end; else go on watching', schema: onOff },
  settle: {
    summary: 'Seconds that a file must have been still before it is sent',
    value: 'SECONDS',
    schema: wholeNumber({ min: 0, max: 3600, default: 2 }),
    fallback: '2',
  },
} as const;

export const shareOptions = {
  ...destination,
  to: { ...destination.to, schema: address.optional() },
  token: { ...destination.token, schema: optionalText },
  at: {
    summary: 'In place of a server: a destination of the booth’s settings, by its name',
    value: 'NAME',
    schema: optionalText,
  },
  settings: boothSettings,
  expires: {
    summary: 'Days until the link stops working; without it, never',
    value: 'DAYS',
    schema: z.coerce.number('is not a number').positive().max(3650).optional(),
  },
} as const;

export const userOptions = {
  ...libraryOptions,
  rights: rightsOption('What the user may do', usualRights),
  password: {
    summary: 'Asked for where it is not in the environment',
    value: 'PASSWORD',
    schema: optionalText,
    secret: true,
  },
} as const;

export const tokenOptions = {
  ...libraryOptions,
  user: { summary: 'Whose token it is', value: 'NAME', schema: text },
  label: {
    summary: 'What it is for, for the list of tokens',
    value: 'TEXT',
    schema: text.default('command line'),
    fallback: 'command line',
  },
  rights: rightsOption('What the token may do', usualTokenRights),
} as const;

export const verifyOptions = {
  ...libraryOptions,
  'time-zone': zoneOption,
  rebuild: { summary: 'Make the rows of photos anew from files and sidecars', schema: onOff },
  json: { summary: 'Print JSON lines', schema: onOff },
} as const;

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isLocale(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length === 1;
  } catch {
    return false;
  }
}
