import { resolve } from 'node:path';
import { onOff, wholeNumber } from '@homeroll/options/option';
import { boothSettings, destination } from './options.ts';

export const boothCommandOptions = {
  settings: boothSettings,
  state: {
    ...destination.state,
    summary: 'Folder of what the booth remembers: what was sent, and the secret of its links',
    schema: destination.state.schema.transform((path) => resolve(path)),
  },
  port: {
    summary: 'Port of the booth’s screen, on this machine only',
    value: 'PORT',
    schema: wholeNumber({ min: 0, max: 65_535, default: 4482 }),
    fallback: '4482',
  },
  demo: { summary: 'Try it with pictures that are made up, in a folder that goes afterwards', schema: onOff },
} as const;

export const checkOptions = {
  settings: boothSettings,
  state: boothCommandOptions.state,
  json: destination.json,
} as const;
