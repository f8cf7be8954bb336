import { z } from 'zod';
import { rights, type Right } from '@homeroll/protocol/accounts';
import type { Option } from '@homeroll/options/option';

/** `upload,view` on the command line and in the environment, a list in the configuration file. */
export function rightsOption(what: string, usual: readonly Right[]): Option<readonly Right[]> {
  return {
    summary: `${what}: ${rights.join(', ')}`,
    value: 'RIGHTS',
    schema: z.preprocess(
      (given) =>
        typeof given === 'string' ? given.split(',').map((right) => right.trim()) : (given ?? usual),
      z.array(z.enum(rights, `has a right that is none of ${rights.join(', ')}`)),
    ),
    fallback: usual.join(),
  };
}

/** A device sends and shows; that it may delete too has to be said. */
export const usualTokenRights: readonly Right[] = ['upload', 'view', 'share'];
