import type { Readings } from '@homeroll/core/connection/connection-rules';
import { programReader } from './program-reader.ts';
import type { ReadingsReader } from './readings-reader.ts';

/** macOS; a Mac without a battery draws from `AC Power`. Source: pmset(1). */
export const macPower: ReadingsReader = programReader({
  name: 'macOS power',
  program: 'pmset',
  args: ['-g', 'batt'],
  parse: parsePmset,
});

export function parsePmset(output: string): Readings {
  const source = /^Now drawing from '(.+)'/.exec(output)?.[1];
  if (source === 'AC Power') return { charging: true };
  return source === 'Battery Power' || source === 'UPS Power' ? { charging: false } : {};
}
