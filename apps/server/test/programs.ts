import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

/**
 * `it.skipIf(!needs('exiv2'))`: true where the program can be started. Where CI is set to true a missing program is
 * a failure, listed by name, so that no test is left out unseen.
 */
export function needs(program: string): boolean {
  const isThere = starts(program);
  if (!isThere && process.env['CI'] === 'true') {
    describe('programs that tests need', () => {
      it(`has ${program}`, () => {
        throw new Error(`${program} is not installed here, and CI leaves no test out`);
      });
    });
  }
  return isThere;
}

/** The folder of real test pictures beside the repository; `undefined` where it is not there. */
export function photosFolder(): string | undefined {
  const folder = fileURLToPath(new URL('../../../../shared/photos', import.meta.url));
  return existsSync(folder) ? folder : undefined;
}

function starts(program: string): boolean {
  try {
    execFileSync(program, [program === 'exiftool' ? '-ver' : '--version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return error instanceof Error && !('code' in error && error.code === 'ENOENT');
  }
}
