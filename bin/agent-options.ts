import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { list, onOff, optionalText, text, type Option } from '@homeroll/options/option';
import { destination, zoneOption } from './options.ts';

const settingsFile = {
  summary: 'Settings of the agent',
  value: 'FILE',
  schema: text
    .default(join(homedir(), '.config', 'homeroll', 'agent.json'))
    .transform((path) => resolve(path)),
  fallback: '~/.config/homeroll/agent.json',
} satisfies Option<string>;

export const agentOptions = {
  settings: settingsFile,
  state: { ...destination.state, schema: destination.state.schema.transform((path) => resolve(path)) },
  json: { summary: 'Print JSON', schema: onOff },
} as const;

export const agentInitOptions = {
  ...agentOptions,
  to: destination.to,
  token: destination.token,
  name: {
    summary: 'What the destination is called here; else its host name',
    value: 'NAME',
    schema: optionalText,
  },
  everything: {
    summary: 'Send all that is there and all that comes; else events say what is sent',
    schema: onOff,
  },
} as const;

export const agentRunOptions = {
  ...agentOptions,
  once: { summary: 'Send what is there and end', schema: onOff },
} as const;

export const agentPreviewOptions = {
  ...agentOptions,
  start: {
    summary: 'Begin, by the clock on the wall: 2026-06-14 or 2026-06-14T15:00',
    value: 'TIME',
    schema: text,
  },
  end: {
    summary: 'End; a day alone is part of it. Without one it goes on for ever',
    value: 'TIME',
    schema: optionalText,
  },
  'time-zone': { ...zoneOption, summary: 'Time zone of these times' },
  albums: { summary: 'Only in albums of these names, separated by commas', value: 'ALBUMS', schema: list },
} as const;

export const agentEventOptions = {
  ...agentPreviewOptions,
  title: { summary: 'Title of all that it matches', value: 'TEXT', schema: optionalText },
  tags: destination.tags,
} as const;

export const agentAlbumOptions = {
  ...agentOptions,
  recursive: { summary: 'Also all folders below that have no entry of their own', schema: onOff },
} as const;

export const agentInstallOptions = {
  ...agentOptions,
  system: { summary: 'A service of the machine (systemd), which starts at boot', schema: onOff },
  print: { summary: 'Show what would be written, and write nothing', schema: onOff },
  force: { summary: 'Write over files that are not from Homeroll', schema: onOff },
} as const;

export const agentItemOptions = {
  ...agentOptions,
  at: { summary: 'At this destination only', value: 'NAME', schema: optionalText },
  yes: { summary: 'Answer questions with yes', schema: onOff },
} as const;

export const agentMarkOptions = {
  ...agentItemOptions,
  title: destination.title,
  tags: destination.tags,
} as const;
