/** An engine with one bug in it, to see that the simulation finds it: one text of one source file is another one. */
export interface SpoiltEngine {
  /** What the bug does. */
  readonly bug: string;
  /** Below `packages/core/src`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export const spoiltEngines: readonly SpoiltEngine[] = [
  {
    bug: 'sends the half of a Live Photo again that the destination has already',
    file: 'sync/ask-destination.ts',
    find: 'answer?.exists === true ||',
    replace: '',
  },
  {
    bug: 'brings back what was deleted at the destination',
    file: 'sync/plan-sync.ts',
    find: 'if (answer.wasSynced && !record.force)',
    replace: 'if (answer.wasSynced && record.force)',
  },
  {
    bug: 'goes on sending when the rules of connection stop holding',
    file: 'sync/sync-run.ts',
    find: 'if (this.isHeld(job.record)) stop.raise();',
    replace: '',
  },
  {
    bug: 'counts what the rules broke off as a failure',
    file: 'sync/send-items.ts',
    find: 'if (stop.aborted) breakOff(run, { ...job, record: current.record });\n    else await',
    replace: 'await',
  },
  {
    bug: 'takes a lost answer for an acknowledgement',
    file: 'sync/send-items.ts',
    find: 'await failAtDestination(run, job, error);',
    replace:
      "if (error.fault === 'timeout') finish(run, job, { outcome: 'stored' });\n    else await failAtDestination(run, job, error);",
  },
  {
    bug: 'forgets what it found while the destination was away',
    file: 'sync/read-items.ts',
    find: 'for (const marked of await withCopies(run, [job])) run.keepChanged(marked);',
    replace: 'job.settled(true);',
  },
  {
    bug: 'never tries again what failed',
    file: 'sync/retry-schedule.ts',
    find: '|| record.nextTry <= now || record.nextTry > now + longestWait',
    replace: '',
  },
  {
    bug: 'knows a photo by its name only, so that a copy of what was reset is sent',
    file: 'sync/inherit.ts',
    find: 'if (fresh.length === 0) return jobs;',
    replace: 'if (fresh.length >= 0) return jobs;',
  },
  {
    bug: 'leaves out the first instant of an event',
    file: 'event/match-events.ts',
    find: 'shown >= start',
    replace: 'shown > start',
  },
  {
    bug: 'calls a Live Photo sent when its picture is',
    file: 'sync/ask-destination.ts',
    find: '!parts.every(({ isThere }) => isThere)',
    replace: 'false',
  },
];
