import { syncFolder } from '@homeroll/agent/sync-folder';
import type { CommandContext } from '../command-context.ts';
import type { Values } from '@homeroll/options/option';
import type { syncOptions } from '../options.ts';
import { tendMemory } from '../tend-memory.ts';

export function sync(
  folder: string,
  values: Values<typeof syncOptions>,
  { stop }: CommandContext,
): Promise<number> {
  tendMemory();
  return syncFolder({
    folder,
    serverUrl: values.to,
    token: values.token,
    title: values.title,
    tags: values.tags,
    once: values.once,
    json: values.json,
    stateFolder: values.state,
    parallel: values.parallel,
    settleSeconds: values.settle,
    stop,
    out: process.stdout,
  });
}
