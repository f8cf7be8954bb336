import { UsageTrouble } from '../connect.ts';
import { ControlTrouble } from '../control/ask-agent.ts';
import type { Output } from '../progress/output.ts';
import { SettingsError } from '../settings/settings-file.ts';
import { exitCodes } from '../with-server.ts';

/** What every `homeroll agent …` command is given. */
export interface CommandOptions {
  readonly settingsFile: string;
  readonly stateFolder: string;
  /** One JSON object instead of words. */
  readonly json: boolean;
  readonly out: Output;
  /** Where it is said why nothing could be done. */
  readonly errors: Output;
}

/** Does it and answers the exit code; trouble that the user has to put right is said in words: exit code 2. */
export async function carriedOut(
  { errors }: Pick<CommandOptions, 'errors'>,
  work: () => Promise<number> | number,
): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const isExpected =
      error instanceof SettingsError || error instanceof ControlTrouble || error instanceof UsageTrouble;
    if (!isExpected) throw error;
    errors.write(`${error.message}\n`);
    return exitCodes.wrongUse;
  }
}

/** The answer for programs, or its lines for people. */
export function tell(
  { json, out }: Pick<CommandOptions, 'json' | 'out'>,
  answer: unknown,
  lines: () => readonly string[],
): void {
  if (json) out.write(`${JSON.stringify(answer)}\n`);
  else for (const line of lines()) out.write(`${line}\n`);
}
