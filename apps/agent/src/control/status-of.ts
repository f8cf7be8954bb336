import type { TransferState } from '@homeroll/core/sync/transfer-record';
import type { AgentHost } from '../host/agent-host.ts';
import type { DestinationRun } from '../host/destination-run.ts';
import type { AgentStatus, DestinationStatus } from './control-messages.ts';
import { holdWords } from './hold-words.ts';

/** What the agent and each of its destinations are doing, and why not more. */
export async function statusOf(host: AgentHost, version: string): Promise<AgentStatus> {
  return {
    version,
    startedAt: host.startedAt,
    settingsFile: host.settingsFile,
    settingsTrouble: host.settingsTrouble ?? null,
    folders: host.settings.folders,
    paused: host.pause.isPaused,
    pageOpen: host.pause.isHeld,
    destinations: await Promise.all(host.destinations.map((run) => destinationStatus(host, run))),
    newAlbums: host.albums.undecided(),
    unreadable: host.seen.problems,
  };
}

async function destinationStatus(host: AgentHost, run: DestinationRun): Promise<DestinationStatus> {
  const { settings, gate, activity, trouble, engine } = run;
  const holds = gate.reasons().map((reason) => holdWords(reason, host.pause.isHeld && !host.pause.isPaused));
  const counts = Object.fromEntries(engine?.journal.counts() ?? []) as Partial<Record<TransferState, number>>;
  const now = Date.now();
  const nextTry = await engine?.journal.nextTry(now);
  const { bytesPerSecond, secondsLeft } = activity.figures;
  return {
    name: settings.name,
    to: settings.to,
    user: run.user ?? null,
    state: stateOf(trouble, holds),
    reasons: [...holds, ...(trouble === undefined ? [] : [trouble.words])],
    connected: run.isConnected,
    counts,
    moving: activity.moving.map(({ item, size, bytes }) => ({ file: item, size, bytes })),
    looking: activity.isPassing,
    bytesPerSecond,
    secondsLeft: secondsLeft ?? null,
    waiting: waitingOf(run, counts, holds),
    nextTry: nextTry ?? null,
  };
}

function stateOf(trouble: DestinationRun['trouble'], holds: readonly string[]): DestinationStatus['state'] {
  if (trouble?.isConfiguration) return 'configuration-problem';
  return trouble === undefined && holds.length === 0 ? 'possible' : 'not-possible-now';
}

function waitingOf(
  { trouble, activity, engine }: DestinationRun,
  { marked = 0, failed = 0, 'delete-marked': deleting = 0 }: Partial<Record<TransferState, number>>,
  holds: readonly string[],
): DestinationStatus['waiting'] {
  const [hold] = holds;
  const held = activity.last?.held ?? 0;
  const settling = engine?.source.unsettled.count() ?? 0;
  const why = hold ?? trouble?.words ?? (held > 0 ? 'held back by the rules of their event' : 'to be sent');
  return [
    { count: marked, words: why },
    { count: failed, words: 'could not be sent; homeroll agent why FILE tells the reason' },
    { count: deleting, words: hold ?? trouble?.words ?? 'to be deleted there' },
    { count: settling, words: 'still being written' },
  ].filter(({ count }) => count > 0);
}
