import { parseStorePath } from '@homeroll/core/ports/file-store';
import { onOff, type Option } from '@homeroll/options/option';
import { z } from 'zod';

/** A switch that is on unless it is said otherwise. */
export function onUnlessSaid(summary: string): Option<boolean> {
  return { summary, schema: z.preprocess((said) => said ?? true, onOff), fallback: 'true' };
}

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
