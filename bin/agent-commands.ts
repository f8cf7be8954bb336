import type { CommandOptions } from '@homeroll/agent/commands/command';
import type { AddCommand } from './made-command.ts';
import { agentInitOptions, agentItemOptions, agentMarkOptions, agentOptions } from './options.ts';

/** `homeroll agent` and what belongs to it. Each command's code is loaded when it runs. */
export function addAgentCommands(add: AddCommand): void {
  add({
    usage: 'agent',
    summary: 'Send photos and videos as they come, by events and rules, for years',
    options: agentOptions,
    run: async (values, _args, context) => (await import('./commands/agent.ts')).agent(values, context),
  });
  add({
    usage: 'agent init <FOLDER...>',
    summary: 'Write the first settings for these folders',
    options: agentInitOptions,
    run: async ({ to, token, name, everything, ...values }, folders) =>
      (await import('@homeroll/agent/commands/agent-init')).agentInit({
        ...commandOptions(values),
        ...{ folders, to, token, name, everything },
      }),
  });
  addAsking(add);
  addActing(add);
}

function addAsking(add: AddCommand): void {
  add({
    usage: 'agent status',
    summary: 'Tell what the running agent does, what waits and why',
    options: agentOptions,
    run: async (values) =>
      (await import('@homeroll/agent/commands/agent-status')).agentStatus(commandOptions(values)),
  });
  add({
    usage: 'agent why <FILE>',
    summary: 'Tell why a photo is, or is not, at its destinations',
    options: agentOptions,
    run: async (values, [file = '']) =>
      (await import('@homeroll/agent/commands/agent-why')).agentWhy(file, commandOptions(values)),
  });
  const queue = {
    pause: 'Send and delete nothing until resumed, also after a restart',
    resume: 'Go on after a pause',
    retry: 'Try everything that waits or failed now',
  } as const;
  for (const what of ['pause', 'resume', 'retry'] as const) {
    add({
      usage: `agent ${what}`,
      summary: queue[what],
      options: agentOptions,
      run: async (values) =>
        (await import('@homeroll/agent/commands/agent-queue')).agentQueue(what, commandOptions(values)),
    });
  }
}

function addActing(add: AddCommand): void {
  add({
    usage: 'agent mark <FILE...>',
    summary: 'Mark photos by hand, to be sent with this title and these tags',
    options: agentMarkOptions,
    run: async ({ at, title, tags, yes, ...values }, files) =>
      (await import('@homeroll/agent/commands/agent-items')).agentItems('mark', {
        ...commandOptions(values),
        ...{ files, at, title, tags, yes },
      }),
  });
  const acts = {
    reset: 'Unmark photos that wait, take back a deletion, or forget that it failed',
    delete: 'Delete photos at the destination; here they stay',
  } as const;
  for (const what of ['reset', 'delete'] as const) {
    add({
      usage: `agent ${what} <FILE...>`,
      summary: acts[what],
      options: agentItemOptions,
      run: async ({ at, yes, ...values }, files) =>
        (await import('@homeroll/agent/commands/agent-items')).agentItems(what, {
          ...commandOptions(values),
          ...{ files, at, yes },
        }),
    });
  }
}

function commandOptions(values: {
  readonly settings: string;
  readonly state: string;
  readonly json: boolean;
}): CommandOptions {
  const { settings: settingsFile, state: stateFolder, json } = values;
  return { settingsFile, stateFolder, json, out: process.stdout, errors: process.stderr };
}
