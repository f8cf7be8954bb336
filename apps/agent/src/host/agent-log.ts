import { basename } from 'node:path';
import type { Reason } from '@homeroll/core/sync/reason';
import { reasonWords } from '@homeroll/core/sync/reason-words';
import type { SyncEvent } from '@homeroll/core/sync/sync-report';
import { clockWords, dayWords } from '../control/time-words.ts';
import { fieldsOf } from '../progress/json-reporter.ts';
import type { Output } from '../progress/output.ts';
import { printable } from '../progress/printable.ts';
import { bytesWords, photosWords } from '../progress/words-for-figures.ts';

/** What the agent tells while it runs. No secret is ever handed to it. */
export interface AgentLog {
  /** One sentence. */
  say(words: string): void;
  /** What happened to an item at this destination. */
  event(destination: string, event: SyncEvent): void;
  /** Writes what is gathered. */
  close(): void;
}

/** A line with the local time for each thing that happened; what happens to many photos at once is one line. */
export function plainLog(out: Output, now: () => Date = () => new Date()): AgentLog {
  const groups = new Map<string, Group>();
  let timer: NodeJS.Timeout | undefined;
  let day = '';
  const say = (words: string): void => {
    const time = now();
    const today = dayWords(time);
    if (today !== day) out.write(`${today}\n`);
    day = today;
    out.write(`${clockWords(time)} ${printable(words)}\n`);
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const group of groups.values()) say(group.words(group));
    groups.clear();
  };
  return {
    say(words) {
      flush();
      say(words);
    },
    event(destination, event) {
      const told = groupFor(event, destination);
      if (told === undefined || !('item' in event)) return;
      const group = groups.get(told.key) ?? { count: 0, bytes: 0, last: '', words: told.words };
      group.count += 1;
      group.bytes += 'size' in event ? event.size : 0;
      group.last = basename(event.item);
      groups.set(told.key, group);
      timer ??= setTimeout(flush, gathering);
    },
    close: flush,
  };
}

/** One JSON object a line, one line for each thing and each photo. */
export function jsonLog(out: Output, now: () => Date = () => new Date()): AgentLog {
  const line = (fields: object): void => {
    out.write(`${JSON.stringify({ time: now().toISOString(), ...fields })}\n`);
  };
  return {
    say: (words) => line({ event: 'note', words }),
    event(destination, event) {
      const fields = fieldsOf(event);
      if (fields !== undefined) line({ ...fields, destination });
    },
    close: () => undefined,
  };
}

/** Milliseconds in which what happens alike becomes one line. */
const gathering = 3000;

interface Group {
  count: number;
  /** Bytes of all of them. */
  bytes: number;
  /** The name of the last one, for a group of one. */
  last: string;
  readonly words: (group: Omit<Group, 'words'>) => string;
}

function groupFor(
  event: SyncEvent,
  destination: string,
): (Pick<Group, 'words'> & { key: string }) | undefined {
  const told = (words: Group['words'], more = ''): ReturnType<typeof groupFor> => ({
    key: [event.type, destination, more].join('\n'),
    words,
  });
  switch (event.type) {
    case 'sent':
      return told((group) => `Sent ${nameOf(group)} (${bytesWords(group.bytes)}) to ${destination}`);
    case 'already-there':
      return told(
        (group) => `${nameOf(group)} ${group.count === 1 ? 'was' : 'were'} at ${destination} already`,
      );
    case 'removed-elsewhere':
      return told((group) => `Not sent again: ${nameOf(group)}, deleted at ${destination}`);
    case 'deleted':
      return told((group) => `Deleted ${nameOf(group)} at ${destination}`);
    case 'delete-failed':
      return told(
        (group) => `Not deleted at ${destination}: ${nameOf(group)}: ${reasonWords[event.reason]}`,
        event.reason,
      );
    case 'failed':
      return told((group) => failedWords(group, destination, event.reason), event.reason);
    case 'found':
    case 'sending':
    case 'progress':
    case 'changed':
    case 'held':
    case 'stopped':
      return undefined;
  }
}

function failedWords(group: Omit<Group, 'words'>, destination: string, reason: Reason): string {
  return `Not sent to ${destination}: ${nameOf(group)}: ${reasonWords[reason]}`;
}

function nameOf({ count, last }: Omit<Group, 'words'>): string {
  return count === 1 ? last : photosWords(count);
}
