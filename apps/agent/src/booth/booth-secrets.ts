import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Mac } from '@homeroll/core/share/booth-key';
import { UsageTrouble } from '../connect.ts';
import { writeWhole } from '../settings/settings-file.ts';

/** What a booth has of its own, made once: links stay valid for as long as the file is kept. */
export interface BoothSecrets {
  /** For the keys of links. */
  readonly links: string;
  /** Names this booth at a relay. */
  readonly line: string;
  /** Opens the settings page. */
  readonly settings: string;
}

const schema: z.ZodType<BoothSecrets> = z.object({
  links: z.string().min(43),
  line: z.string().min(43),
  settings: z.string().min(22),
});

/**
 * Reads or makes the file, for its owner's eyes only. Throws `UsageTrouble` where it cannot be made, or is there and
 * cannot be read: links hang on it.
 */
export function boothSecrets(stateFolder: string): BoothSecrets {
  const file = join(stateFolder, 'booth-secrets.json');
  try {
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    if (existsSync(file)) return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const [links, line, settings] = [random(32), random(32), random(16)];
    const made: BoothSecrets = { links, line, settings };
    writeWhole(file, `${JSON.stringify(made, null, 2)}\n`);
    return made;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError)
      throw new UsageTrouble(
        `${file} is damaged, and the links of all pictures are made of what it held. Bring it back from a copy; without it (delete it then) links that were handed out may end.`,
      );
    throw new UsageTrouble(
      `The booth needs a folder for what it remembers, and ${stateFolder} does not serve: ${(error as Error).message}. See who may write there, or choose another one with --state.`,
      { cause: error },
    );
  }
}

export function macWith(secret: string): Mac {
  return (text) => createHmac('sha256', secret).update(text).digest('base64url');
}

function random(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}
