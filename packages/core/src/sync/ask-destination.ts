import { DestinationError } from '../ports/destination-error.ts';
import { hashesPerCheck, type CheckAnswer } from '../ports/destination.ts';
import { withCopies } from './inherit.ts';
import { itemSize } from './item-version.ts';
import { planSync, type SyncAction } from './plan-sync.ts';
import type { Part, ReadJob } from './job.ts';
import type { SyncRun } from './sync-run.ts';

/**
 * Asks for everything that was read meanwhile in one question, whenever the senders are about to run dry, the
 * readers have no memory left, or the question is full. So the batches grow with the delay of the network.
 */
export async function askDestination(run: SyncRun): Promise<void> {
  await run.until(() => run.done.deleting || run.isAway);
  for (;;) {
    await run.until(() => run.isAway || isTimeToAsk(run) || isAllAsked(run));
    if (run.over || run.isAway || isAllAsked(run)) return;
    const jobs = dueOf(run, await withCopies(run, nextQuestion(run)));
    const answers = jobs.length === 0 ? new Map<string, CheckAnswer>() : await answersFor(run, jobs);
    if (answers === undefined) {
      run.toAsk.push(...jobs);
      return;
    }
    planJobs(run, jobs, answers);
  }
}

function isTimeToAsk(run: SyncRun): boolean {
  const { toAsk, toSend, starved, done, options } = run;
  if (toAsk.length === 0) return false;
  return toSend.length < options.parallel || starved > 0 || done.reading || toAsk.length >= hashesPerCheck;
}

/** Followers come back when what they wait for fails; until then there may be more to ask. */
function isAllAsked({ done, toAsk, inFlight }: SyncRun): boolean {
  return done.reading && toAsk.length === 0 && [...inFlight.values()].every(({ length }) => length === 0);
}

/** As many jobs as one question has room for; each part is asked for. */
function nextQuestion({ toAsk }: SyncRun): ReadJob[] {
  let room = hashesPerCheck;
  const count = toAsk.findIndex(({ parts }) => {
    room -= parts.length;
    return room < 0;
  });
  return toAsk.splice(0, count < 0 ? toAsk.length : count);
}

/** Answers by hash; `undefined` where the destination could not be asked: the run has been stopped then. */
async function answersFor(
  run: SyncRun,
  jobs: readonly ReadJob[],
): Promise<ReadonlyMap<string, CheckAnswer> | undefined> {
  run.sentMeanwhile.clear();
  run.brokenMeanwhile.clear();
  run.hasAnswered ??= false;
  const hashes = jobs.flatMap(({ parts }) => parts.map(({ hash }) => hash));
  try {
    const answers = await run.ports.destination.check(hashes, run.options.signal);
    run.hasAnswered = true;
    run.changed();
    return new Map(
      hashes.flatMap((hash, place) => {
        const answer = answers[place];
        return answer === undefined ? [] : [[hash, answer] as const];
      }),
    );
  } catch (error) {
    if (run.cancelled) return undefined;
    if (!(error instanceof DestinationError)) throw error;
    run.stop({ reason: error.fault, detail: error.message });
    return undefined;
  }
}

/** What there is something to do for now; the rest leaves the run. */
function dueOf(run: SyncRun, jobs: readonly ReadJob[]): ReadJob[] {
  const actions = plan(run, jobs);
  return jobs.filter((job, place) => {
    const due = actions[place]?.do === 'ask';
    if (!due) leave(run, job);
    return due;
  });
}

function planJobs(run: SyncRun, all: readonly ReadJob[], answers: ReadonlyMap<string, CheckAnswer>): void {
  const isDoubtful = ({ parts }: ReadJob): boolean => parts.some(({ hash }) => run.brokenMeanwhile.has(hash));
  run.toAsk.push(...all.filter(isDoubtful));
  const jobs = all.filter((job) => !isDoubtful(job));
  const asked = jobs.map((job) => {
    const found = job.parts.map(({ hash }) => sentMeanwhile(run, hash) ?? answers.get(hash));
    const parts = job.parts.map((part, place): Part => ({
      ...part,
      isThere: isSettled(job, place, found[place]),
    }));
    const answer = joined(found, parts);
    const largestFile = Math.max(...parts.map(({ file }) => file.size));
    return {
      job: { ...job, parts },
      record: job.record,
      largestFile,
      ...(answer === undefined ? {} : { answer }),
    };
  });
  plan(run, asked).forEach((action, place) => {
    const { job, answer } = asked[place] ?? {};
    if (job === undefined) return;
    if (job.sentBefore !== undefined && answer?.exists) settle(run, job, job.sentBefore);
    else act(run, job, action);
  });
  run.changed();
}

/** One answer for a pair: it is there when both parts are. */
function joined(
  [main]: readonly (CheckAnswer | undefined)[],
  parts: readonly Part[],
): CheckAnswer | undefined {
  return main?.exists && !parts.every(({ isThere }) => isThere) ? { ...main, exists: false } : main;
}

/** There, or a companion that was thrown away there while it was no companion yet: that alone stays away. */
function isSettled({ record }: ReadJob, place: number, answer: CheckAnswer | undefined): boolean {
  return answer?.exists === true || (place > 0 && answer?.wasSynced === true && !record.force);
}

function sentMeanwhile({ sentMeanwhile: sent }: SyncRun, hash: Part['hash']): CheckAnswer | undefined {
  if (!sent.has(hash)) return undefined;
  const remoteId = sent.get(hash);
  return { exists: true, ours: true, wasSynced: false, ...(remoteId === undefined ? {} : { remoteId }) };
}

function plan(run: SyncRun, candidates: Parameters<typeof planSync>[0]): SyncAction[] {
  const { occasion, largest, gate } = run.options;
  return planSync(candidates, {
    now: run.ports.clock.now(),
    occasion,
    inFlight: run.inFlight,
    ...(gate === undefined ? {} : { isHeld: gate.isClosed }),
    ...(largest === undefined ? {} : { largest }),
  });
}

function act(run: SyncRun, job: ReadJob, action: SyncAction): void {
  const { hash } = job.record;
  switch (action.do) {
    case 'send':
      run.inFlight.set(hash, []);
      for (const { hash: companion } of job.parts.slice(1)) {
        if (!run.companions.has(companion)) run.companions.set(companion, false);
      }
      run.toSend.push(job);
      return;
    case 'follow':
      run.inFlight.get(hash)?.push(job);
      return;
    case 'settle':
      settle(run, job, action.record);
      return;
    case 'ask':
    case 'leave':
      leave(run, job);
  }
}

/** Writes an outcome that needed no bytes, and tells of it. */
export function settle(run: SyncRun, job: ReadJob, record: ReadJob['record']): void {
  const { id: item } = job.item;
  const size = itemSize(job.item);
  run.keep(record, job.settled);
  run.releaseForReuse(job);
  if (record.state === 'failed') {
    run.report({ type: 'failed', item, size, reason: record.reason ?? 'server-error' });
  } else if (record.state === 'deleted') {
    run.report({ type: 'removed-elsewhere', item, size });
  } else {
    run.report({ type: 'already-there', item, size, hash: record.hash });
  }
}

/** Nothing to be done for it now; how it is marked is written down. */
function leave(run: SyncRun, job: ReadJob): void {
  if (run.isHeld(job.record)) run.report({ type: 'held', item: job.item.id, size: itemSize(job.item) });
  run.keepChanged(job);
  run.releaseForReuse(job);
}
