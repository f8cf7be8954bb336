import type { Readings } from '@homeroll/core/connection/connection-rules';
import type { ReadingsReader } from './readings-reader.ts';
import { runProgram, type Program } from './run-program.ts';

/** A program of the system, and how to understand what it says. */
export interface ProgramReading extends Program {
  readonly name: string;
  /** Pure. Throws `ReadingsError` with `odd-output` for what it cannot make sense of. */
  readonly parse: (output: string) => Readings;
}

/** Reads by running one program; where it is not installed, nothing is known. */
export function programReader(reading: ProgramReading): ReadingsReader {
  return {
    name: reading.name,
    read: async (signal) => {
      const output = await runProgram(reading, signal);
      return output === undefined ? {} : reading.parse(output);
    },
  };
}
