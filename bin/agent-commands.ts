import { join } from 'node:path';
import type { CommandOptions } from '@homeroll/agent/commands/command';
import type { AddCommand } from './made-command.ts';
import {
  agentAlbumOptions,
  agentEventOptions,
  agentInitOptions,
  agentInstallOptions,
  agentItemOptions,
  agentMarkOptions,
  agentOptions,
  agentPreviewOptions,
  agentRunOptions,
} from './agent-options.ts';

/** `homeroll agent` and what belongs to it. Each command's code is loaded when it runs. */
export function addAgentCommands(add: AddCommand): void {
  add({
    usage: 'agent',
    summary: 'Send photos and videos as they come, by events and rules, for years',
    options: agentRunOptions,
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
  addEvents(add);
  addTags(add);
  addAlbums(add);
  addInstall(add);
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

function addEvents(add: AddCommand): void {
  const code = () => import('@homeroll/agent/commands/agent-events');
  add({
    usage: 'agent events',
    summary: 'List the events, by which photos are marked, with their counts',
    options: agentOptions,
    run: async (values) => (await code()).agentEvents(commandOptions(values)),
  });
  add({
    usage: 'agent events add',
    summary: 'Add an event: what is shot in its time is sent with its title and tags',
    options: agentEventOptions,
    run: async ({ 'time-zone': timeZone, title, tags, start, end, albums, ...values }) =>
      (await code()).agentEventsAdd({ timeZone, title, tags, start, end, albums }, commandOptions(values)),
  });
  add({
    usage: 'agent events remove <ID>',
    summary: 'Remove an event; what was sent stays',
    options: agentOptions,
    run: async (values, [id = '']) => (await code()).agentEventsRemove(id, commandOptions(values)),
  });
  add({
    usage: 'agent events preview',
    summary: 'Count what an event would match',
    options: agentPreviewOptions,
    run: async ({ 'time-zone': timeZone, start, end, albums, ...values }) =>
      (await code()).agentEventsPreview({ timeZone, start, end, albums }, commandOptions(values)),
  });
}

function addTags(add: AddCommand): void {
  const code = () => import('@homeroll/agent/commands/agent-tags');
  add({
    usage: 'agent tags',
    summary: 'List the tags to choose from, as a tree',
    options: agentOptions,
    run: async (values) => (await code()).agentTags(commandOptions(values)),
  });
  add({
    usage: 'agent tags add <TAG>',
    summary: 'Add a tag; family/wedding lies under family',
    options: agentOptions,
    run: async (values, [tag = '']) => (await code()).agentTagsAdd(tag, commandOptions(values)),
  });
  add({
    usage: 'agent tags rename <TAG> <TO>',
    summary: 'Rename a tag with all under it; photos and events keep theirs',
    options: agentOptions,
    run: async (values, [tag = '', to = '']) =>
      (await code()).agentTagsRename(tag, to, commandOptions(values)),
  });
  add({
    usage: 'agent tags remove <TAG>',
    summary: 'Remove a tag with all under it; photos and events keep theirs',
    options: agentOptions,
    run: async (values, [tag = '']) => (await code()).agentTagsRemove(tag, commandOptions(values)),
  });
}

function addAlbums(add: AddCommand): void {
  const code = () => import('@homeroll/agent/commands/agent-albums');
  add({
    usage: 'agent albums',
    summary: 'List all folders with photos, and whether they count',
    options: agentOptions,
    run: async (values) => (await code()).agentAlbums(commandOptions(values)),
  });
  for (const state of ['on', 'off'] as const) {
    add({
      usage: `agent albums ${state} <FOLDER>`,
      summary: state === 'on' ? 'Let the photos of a folder count' : 'Leave the photos of a folder out',
      options: agentAlbumOptions,
      run: async ({ recursive, ...values }, [folder = '']) =>
        (await code()).agentAlbumsSwitch(folder, {
          ...commandOptions(values),
          recursive,
          on: state === 'on',
        }),
    });
  }
}

function addInstall(add: AddCommand): void {
  const summaries = {
    install: 'Let the system start the agent by itself; prints what is to be run',
    uninstall: 'Remove what install wrote; settings and journals stay',
  } as const;
  for (const what of ['install', 'uninstall'] as const) {
    add({
      usage: `agent ${what}`,
      summary: summaries[what],
      options: agentInstallOptions,
      run: async ({ system, print, force, ...values }, _args, { environment, root }) => {
        const { agentInstall, agentUninstall } = await import('@homeroll/agent/commands/agent-install');
        return (what === 'install' ? agentInstall : agentUninstall)({
          ...commandOptions(values),
          ...{ system, print, force },
          facts: { platform: process.platform, environment },
          program: join(root, 'bin', 'homeroll'),
        });
      },
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
