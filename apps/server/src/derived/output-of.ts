import { execFile } from 'node:child_process';

/** What a program writes to its standard output; `undefined` where it fails, takes too long or is not there. */
export function outputOf(
  program: string,
  options: readonly string[],
  { seconds }: { readonly seconds: number },
): Promise<Buffer | undefined> {
  return new Promise((done) => {
    execFile(
      program,
      [...options],
      { encoding: 'buffer', timeout: seconds * 1000, killSignal: 'SIGKILL', maxBuffer: 256 * 1024 * 1024 },
      (error, output) => done(error ? undefined : output),
    );
  });
}
