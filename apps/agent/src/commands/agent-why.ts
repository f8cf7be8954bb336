import { askAgent } from '../control/ask-agent.ts';
import { whySchema } from '../control/control-messages.ts';
import { printable } from '../progress/printable.ts';
import { filePath } from '../sources/folder-at.ts';
import { exitCodes } from '../with-server.ts';
import { carriedOut, tell, type CommandOptions } from './command.ts';

/** `homeroll agent why FILE`: why it is (not) at each destination, and what can be done. */
export function agentWhy(file: string, options: CommandOptions): Promise<number> {
  return carriedOut(options, async () => {
    const path = filePath(file);
    const answers = await askAgent(options.stateFolder, { do: 'why', file: path }, whySchema);
    tell(options, { file: path, answers }, () =>
      answers
        .flatMap(({ destination, says, because, todo }) => [
          ...(answers.length > 1 ? [`${destination}:`] : []),
          says,
          ...because.map((words) => `  ${words}`),
          ...(todo === undefined ? [] : [`  ${todo}`]),
        ])
        .map(printable),
    );
    return exitCodes.done;
  });
}
