import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a program once said, as it said it. Where each is from: recorded/README.md. */
export function recording(name: string): string {
  return readFileSync(join(import.meta.dirname, 'recorded', name), 'utf8');
}
