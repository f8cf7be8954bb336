import { tagSchema } from '@homeroll/protocol/tags';
import { UsageTrouble } from '../connect.ts';

/** A tag as it is given on the command line. Throws `UsageTrouble`. */
export function tagFrom(text: string): string {
  const parsed = tagSchema.safeParse(text.trim());
  if (parsed.success) return parsed.data;
  throw new UsageTrouble(`“${text}”: ${parsed.error.issues.map(({ message }) => message).join(', ')}.`);
}
