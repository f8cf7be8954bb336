import { parseStorePath } from '@homeroll/core/ports/file-store';
import { onUnlessSaid, text, wholeNumber, type Option } from '@homeroll/options/option';
import { z } from 'zod';

export const verifyCertificate: Option<boolean> = onUnlessSaid(
  'Refuse a server whose certificate is not in order; turn it off only for a server at home with its own',
);

/** A folder at the place itself, without slashes at its ends; `''`, the default unless another is given, is its root. */
export function folderAtPlace(summary: string, fallback = ''): Option<string> {
  const schema = z
    .string()
    .default(fallback)
    .transform((path) => path.trim().replace(/^\/+|\/+$/g, ''))
    .refine((path) => path === '' || parseStorePath(path) !== undefined, 'is no path of a folder');
  return { summary, value: 'folder', schema, ...(fallback === '' ? {} : { fallback }) };
}

/** A folder on a server that knows folders of a login: from there on, where it does not begin with a slash. */
export const folderOfLogin: Option<string> = {
  summary: 'Folder on the server that files are published to',
  value: 'folder',
  schema: text.default('.'),
  fallback: 'the folder of the login',
};

export const idleTimeout: Option<number> = seconds(
  'Seconds after which an unused connection is closed',
  60,
  3600,
);

export const timeout: Option<number> = seconds(
  'Seconds of silence after which a connection is given up',
  30,
  600,
);

function seconds(summary: string, usual: number, most: number): Option<number> {
  const schema = wholeNumber({ min: 1, max: most, default: usual });
  return { summary, value: 'seconds', schema, fallback: String(usual), input: 'number' };
}
