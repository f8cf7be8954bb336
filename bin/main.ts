import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option as Flag } from 'commander';
import { addAgentCommands } from './agent-commands.ts';
import { allOptionNames } from './all-option-names.ts';
import { addBoothCommands } from './booth-commands.ts';
import type { CommandContext } from './command-context.ts';
import type { AddCommand, MadeCommand } from './made-command.ts';
import type { Options, Values } from '@homeroll/options/option';
import {
  serveOptions,
  shareOptions,
  syncOptions,
  tokenOptions,
  userOptions,
  verifyOptions,
} from './options.ts';
import { environmentName, readOptions, UsageError } from './read-options.ts';
import { relayOptions } from './relay-options.ts';

/** 0 done, 1 some items failed, 2 wrong usage or configuration. */
export type ExitCode = 0 | 1 | 2;

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** Milliseconds in which signals are one: the terminal tells this process, and so does the one that started it. */
const oneSignal = 500;

// Whoever reads has had enough (`| head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await main();

async function main(): Promise<number> {
  let exitCode = 0;
  const context: CommandContext = {
    version,
    root,
    searchPath: process.env['PATH'] ?? '',
    environment: process.env,
    stop: stopSignal(),
  };
  const program = new Command('homeroll')
    .description('Carries photos and videos to storage that you own, and hands them out again by QR code.')
    .version(version)
    .option('--config <FILE>', 'Configuration file (JSON); also HOMEROLL_CONFIG')
    .showHelpAfterError('(homeroll --help lists the commands)')
    .exitOverride();
  const add = <Set extends Options>(made: MadeCommand<Set>): void => {
    declare(program, made, async (values, args) => {
      exitCode = await made.run(values, args, context);
    });
  };
  addCommands(add);
  try {
    await program.parseAsync();
    return exitCode;
  } catch (error) {
    return failure(error);
  }
}

/** Each command's code is loaded when it runs: the agent starts without the server's libraries. */
function addCommands(add: AddCommand): void {
  add({
    usage: 'serve',
    summary: 'Start the server',
    options: serveOptions,
    run: async (values, _args, context) => (await import('./commands/serve.ts')).serve(values, context),
  });
  add({
    usage: 'sync <FOLDER>',
    summary: 'Send the photos and videos in a folder, once or as they come',
    options: syncOptions,
    run: async (values, [folder = ''], context) =>
      (await import('./commands/sync.ts')).sync(folder, values, context),
  });
  addAgentCommands(add);
  addBoothCommands(add);
  add({
    usage: 'relay',
    summary: 'Start the public half of sharing from a booth or a server behind a router',
    options: relayOptions,
    run: async (values, _args, context) => (await import('./commands/relay.ts')).relay(values, context),
  });
  add({
    usage: 'share <FILE...>',
    summary: 'Send files if needed, and print a link and a QR code for guests',
    options: shareOptions,
    run: async (values, files, context) =>
      (await import('./commands/share.ts')).share(files, values, context),
  });
  add({
    usage: 'user add <NAME>',
    summary: 'Create a user',
    options: userOptions,
    run: async (values, [name = ''], context) =>
      (await import('./commands/user-add.ts')).userAdd(name, values, context),
  });
  add({
    usage: 'token create',
    summary: 'Make a device token and print it once',
    options: tokenOptions,
    run: async (values) => (await import('./commands/token-create.ts')).tokenCreate(values),
  });
  add({
    usage: 'verify',
    summary: 'Compare every file of the library with the catalog',
    options: verifyOptions,
    run: async (values, _args, context) => (await import('./commands/verify.ts')).verify(values, context),
  });
}

function declare<Set extends Options>(
  program: Command,
  { usage, summary, options }: MadeCommand<Set>,
  run: (values: Values<Set>, args: readonly string[]) => Promise<void>,
): void {
  const words = usage.split(' ');
  const isArgument = (word: string): boolean => /^[<[]/.test(word);
  const names = words.filter((word) => !isArgument(word));
  const given = words.filter(isArgument);
  const command = names.reduce(subcommand, program).description(summary);
  for (const argument of given) command.argument(argument);
  for (const [name, option] of Object.entries(options)) {
    const value = option.value === undefined ? '' : ` <${option.value}>`;
    const fallback = option.fallback === undefined ? '' : ` (default: ${option.fallback})`;
    command.addOption(
      new Flag(`--${name}${value}`, `${option.summary}${fallback} [${environmentName(name)}]`),
    );
  }
  command.action(async () => {
    const flags = Object.fromEntries(Object.keys(options).map((name) => [name, flagOf(command, name)]));
    const configFile =
      (program.opts<{ config?: string }>().config ?? process.env['HOMEROLL_CONFIG']) || undefined;
    await run(
      readOptions(options, allOptionNames, { flags, environment: process.env, configFile }),
      command.args,
    );
  });
}

/** Where the command above has an option of that name too, it may have taken the flag for its own. */
function flagOf(command: Command, name: string): unknown {
  const own = command.getOptionValue(camelCase(name)) as unknown;
  return own === undefined && command.parent !== null ? flagOf(command.parent, name) : own;
}

function subcommand(parent: Command, name: string): Command {
  return parent.commands.find((command) => command.name() === name) ?? parent.command(name).exitOverride();
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());
}

function failure(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) {
    console.error(error.message);
    return 2;
  }
  throw error;
}

/** The first signal asks for a good end; a second one ends at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let askedAt = 0;
  const stop = (): void => {
    if (controller.signal.aborted && performance.now() - askedAt > oneSignal) process.exit(130);
    if (!controller.signal.aborted) askedAt = performance.now();
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
  // Listening to the starter's end must not keep this process alive.
  process.channel?.unref();
  return controller.signal;
}
