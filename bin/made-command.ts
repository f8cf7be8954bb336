import type { CommandContext } from './command-context.ts';
import type { Options, Values } from '@homeroll/options/option';

/** One command: how it is written, what it takes, and what runs. */
export interface MadeCommand<Set extends Options> {
  /** `user add <NAME>` */
  readonly usage: string;
  readonly summary: string;
  readonly options: Set;
  /** Answers the exit code. */
  readonly run: (values: Values<Set>, args: readonly string[], context: CommandContext) => Promise<number>;
}

export type AddCommand = <Set extends Options>(made: MadeCommand<Set>) => void;
