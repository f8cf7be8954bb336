import { runAgent } from '@homeroll/agent/host/run-agent';
import { joinedReadings } from '@homeroll/agent/readings/joined-readings';
import { systemReaders } from '@homeroll/agent/readings/system-readers';
import type { CommandContext } from '../command-context.ts';
import type { Values } from '@homeroll/options/option';
import type { agentRunOptions } from '../agent-options.ts';
import { tendMemory } from '../tend-memory.ts';

export function agent(
  { settings, state, json, once }: Values<typeof agentRunOptions>,
  { version, environment, stop }: CommandContext,
): Promise<number> {
  tendMemory();
  return runAgent({
    settingsFile: settings,
    stateFolder: state,
    readers: joinedReadings(systemReaders({ platform: process.platform, environment })),
    json,
    once,
    version,
    signal: stop,
    out: process.stdout,
    errors: process.stderr,
  });
}
