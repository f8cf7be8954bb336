import { basename } from 'node:path';
import { askAgent } from '../control/ask-agent.ts';
import { statusSchema, type AgentStatus, type DestinationStatus } from '../control/control-messages.ts';
import { whenWords } from '../control/time-words.ts';
import { printable } from '../progress/printable.ts';
import { bytesWords, countWords, durationWords } from '../progress/words-for-figures.ts';
import { exitCodes } from '../with-server.ts';
import { carriedOut, tell, type CommandOptions } from './command.ts';
import { table } from './table.ts';

/** `homeroll agent status`. Answers 1 where something needs a person. */
export function agentStatus(options: CommandOptions): Promise<number> {
  return carriedOut(options, async () => {
    const status = await askAgent(options.stateFolder, { do: 'status' }, statusSchema);
    tell(options, status, () => statusLines(status, Date.now()));
    const isTrouble =
      status.settingsTrouble !== null ||
      status.destinations.some(
        ({ state, counts }) => state === 'configuration-problem' || (counts.failed ?? 0) > 0,
      );
    return isTrouble ? exitCodes.someFailed : exitCodes.done;
  });
}

/** The status for people; `now` in milliseconds since 1970. */
export function statusLines(status: AgentStatus, now: number): readonly string[] {
  const {
    version,
    startedAt,
    folders,
    paused,
    pageOpen,
    destinations,
    newAlbums,
    unreadable,
    settingsTrouble,
  } = status;
  return [
    `Homeroll ${version} runs since ${whenWords(startedAt, now).replace(/^(at|on) /, '')} and watches ${printable(folders.join(', '))}.`,
    ...(paused ? ['Paused: nothing is sent. homeroll agent resume goes on.'] : []),
    ...(pageOpen ? ['A page for choosing photos is open: nothing is sent until it is left.'] : []),
    ...(settingsTrouble === null ? [] : [settingsTrouble, 'The settings of before go on.']),
    ...(destinations.length === 0 ? ['There is no destination yet: write one into the settings.'] : []),
    ...destinations.flatMap((one) => ['', ...destinationLines(one, now)]),
    ...(newAlbums.length === 0
      ? []
      : [
          '',
          `New albums, off until you decide (homeroll agent albums on|off FOLDER):`,
          ...indented(
            table(
              newAlbums.map(({ folder, count }) => [folder, countWords(count)]),
              [1],
            ),
          ),
        ]),
    ...(unreadable.length === 0
      ? []
      : ['', ...unreadable.map((words) => `Could not be read: ${printable(words)}`)]),
  ];
}

const stateWords: Readonly<Record<DestinationStatus['state'], string>> = {
  possible: 'sending is possible',
  'not-possible-now': 'not possible now',
  'configuration-problem': 'CONFIGURATION PROBLEM',
};

function destinationLines(one: DestinationStatus, now: number): readonly string[] {
  const { name, to, user, state, reasons, connected, counts, moving, waiting, nextTry } = one;
  const account = user === null ? to : `${user} on ${to}`;
  const figures = [
    ['sent', counts.transferred],
    ['there already', counts['already-there']],
    ['waiting', counts.marked],
    ['could not be sent', counts.failed],
    ['to be deleted', counts['delete-marked']],
    ['could not be deleted', counts['delete-failed']],
    ['deleted', counts.deleted],
  ] as const;
  const told = figures.flatMap(([words, count = 0]) =>
    count === 0 ? [] : [`${countWords(count)} ${words}`],
  );
  return [
    printable(`${name} (${account}): ${stateWords[state]}${connected ? '' : ', not connected'}`),
    ...reasons.map((words) => printable(`  because ${words}`)),
    `  ${told.length === 0 ? 'nothing sent yet' : told.join(', ')}`,
    ...movingLines(one),
    ...(moving.length > 0
      ? []
      : waiting.map(({ count, words }) => printable(`  ${countWords(count)} waiting: ${words}`))),
    ...(nextTry === null ? [] : [`  next try ${whenWords(nextTry, now)}`]),
  ];
}

function movingLines({ moving, bytesPerSecond, secondsLeft }: DestinationStatus): readonly string[] {
  if (moving.length === 0) return [];
  const left = secondsLeft === null ? '' : `, ${durationWords(secondsLeft)} left`;
  return [
    `  sending now, ${bytesWords(bytesPerSecond)}/s${left}:`,
    ...indented(
      indented(
        table(
          moving.map(({ file, size, bytes }) => [
            basename(file),
            `${bytesWords(bytes)} of ${bytesWords(size)}`,
          ]),
        ),
      ),
    ),
  ];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
