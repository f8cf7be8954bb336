import { UsageTrouble } from '../connect.ts';
import { askAgent } from '../control/ask-agent.ts';
import { itemOutcomesSchema, type ItemRequest } from '../control/control-messages.ts';
import { printable } from '../progress/printable.ts';
import { filePath } from '../sources/folder-at.ts';
import { exitCodes } from '../with-server.ts';
import { carriedOut, tell, type CommandOptions } from './command.ts';
import { tagFrom } from './tag-from.ts';

interface ItemOptions extends CommandOptions {
  readonly files: readonly string[];
  /** Name of the destination; absent: all. */
  readonly at?: string | undefined;
  readonly title?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Questions are answered with yes. */
  readonly yes: boolean;
}

/** `homeroll agent mark`, `reset`, `delete`. Answers 1 where something was not done. */
export function agentItems(what: ItemRequest['do'], options: ItemOptions): Promise<number> {
  return carriedOut(options, async () => {
    const { files, at, title, tags, yes, stateFolder } = options;
    if (title !== undefined && title.length > 300)
      throw new UsageTrouble('The title has more than 300 characters.');
    const wanted: ItemRequest = {
      do: what,
      files: files.map(filePath),
      ...(at === undefined ? {} : { at }),
      ...(what !== 'mark' || title === undefined ? {} : { title }),
      ...(what !== 'mark' || tags === undefined ? {} : { tags: tags.map(tagFrom) }),
      ...(yes && what !== 'reset' ? { confirmed: true } : {}),
    };
    const outcomes = await askAgent(stateFolder, wanted, itemOutcomesSchema);
    const isOne = new Set(outcomes.map(({ destination }) => destination)).size === 1;
    tell(options, outcomes, () =>
      outcomes.map(({ destination, file, words }) =>
        printable(`${file}${isOne ? '' : ` (${destination})`}: ${words}`),
      ),
    );
    return outcomes.every(({ outcome }) => outcome === 'done') ? exitCodes.done : exitCodes.someFailed;
  });
}
