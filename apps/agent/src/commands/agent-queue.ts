import { z } from 'zod';
import { askAgent } from '../control/ask-agent.ts';
import { exitCodes } from '../with-server.ts';
import { carriedOut, tell, type CommandOptions } from './command.ts';

const doneWords = {
  pause: 'Paused: nothing is sent or deleted until `homeroll agent resume`.',
  resume: 'Goes on.',
  retry: 'Everything that waits is tried now.',
} as const;

/** `homeroll agent pause`, `resume`, `retry`. */
export function agentQueue(what: keyof typeof doneWords, options: CommandOptions): Promise<number> {
  return carriedOut(options, async () => {
    await askAgent(options.stateFolder, { do: what }, z.null());
    tell(options, { done: what }, () => [doneWords[what]]);
    return exitCodes.done;
  });
}
