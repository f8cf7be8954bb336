import {
  agentAlbumOptions,
  agentEventOptions,
  agentInitOptions,
  agentInstallOptions,
  agentMarkOptions,
  agentRunOptions,
} from './agent-options.ts';
import { boothCommandOptions } from './booth-options.ts';
import {
  serveOptions,
  shareOptions,
  syncOptions,
  tokenOptions,
  userOptions,
  verifyOptions,
} from './options.ts';
import { relayOptions } from './relay-options.ts';

/** Every name that may stand in the environment or in a configuration file, whichever command is run. */
export const allOptionNames: readonly string[] = [
  ...new Set(
    [
      ...[serveOptions, syncOptions, shareOptions, userOptions, tokenOptions, verifyOptions],
      ...[agentInitOptions, agentRunOptions, agentMarkOptions, agentEventOptions, agentAlbumOptions],
      ...[agentInstallOptions, relayOptions, boothCommandOptions],
    ].flatMap((set) => Object.keys(set)),
  ),
  'config',
];
