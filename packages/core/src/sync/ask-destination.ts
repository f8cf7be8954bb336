import { DestinationError } from '../ports/destination-error.ts';
import { hashesPerCheck, type CheckAnswer } from '../ports/destination.ts';
import { planSync, type SyncAction } from './plan-sync.ts';
import type { ReadJob, SyncRun } from './sync-run.ts';

/**
 * Asks for everything that was read meanwhile in one question, whenever the senders are about to run dry, the
 * readers have no memory left, or the question is full. So the batches grow with the delay of the network.
 */
export async function askDestination(run: SyncRun): Promise<void> {
  for (;;) {
    await run.until(() => isTimeToAsk(run) || isAllAsked(run));
    if (run.over || isAllAsked(run)) return;
    const jobs = run.toAsk.splice(0, hashesPerCheck);
    const due = dueOf(run, jobs);
    const answers = due.length === 0 ? [] : await answersFor(run, due);
    if (answers === undefined) {
      run.toAsk.push(...due);
      return;
    }
    planJobs(run, due, answers);
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

/** `undefined` where the destination could not be asked; the run has been stopped then. */
async function answersFor(
  run: SyncRun,
  jobs: readonly ReadJob[],
): Promise<readonly CheckAnswer[] | undefined> {
  run.sentMeanwhile.clear();
  try {
    return await run.ports.destination.check(
      jobs.map(({ record }) => record.hash),
      run.options.signal,
    );
  } catch (error) {
    if (run.cancelled) return undefined;
    if (!(error instanceof DestinationError)) throw error;
    run.stop({ reason: error.fault, detail: error.message });
    return undefined;
  }
}

function dueOf(run: SyncRun, jobs: readonly ReadJob[]): ReadJob[] {
  const actions = plan(run, jobs);
  return jobs.filter((job, place) => {
    const due = actions[place]?.do === 'ask';
    if (!due) leave(run, job);
    return due;
  });
}

function planJobs(run: SyncRun, jobs: readonly ReadJob[], answers: readonly CheckAnswer[]): void {
  const candidates = jobs.map(({ record }, place) => {
    const answer = sentMeanwhile(run, record) ?? answers[place];
    return answer === undefined ? { record } : { record, answer };
  });
  plan(run, candidates).forEach((action, place) => {
    const job = jobs[place];
    if (job !== undefined) act(run, job, action);
  });
  run.changed();
}

function sentMeanwhile(
  { sentMeanwhile: sent }: SyncRun,
  { hash }: ReadJob['record'],
): CheckAnswer | undefined {
  if (!sent.has(hash)) return undefined;
  const remoteId = sent.get(hash);
  return { exists: true, ours: true, wasSynced: false, ...(remoteId === undefined ? {} : { remoteId }) };
}

function plan(run: SyncRun, candidates: Parameters<typeof planSync>[0]): SyncAction[] {
  const { occasion, largest } = run.options;
  return planSync(candidates, {
    now: run.ports.clock.now(),
    occasion,
    inFlight: run.inFlight,
    ...(largest === undefined ? {} : { largest }),
  });
}

function act(run: SyncRun, job: ReadJob, action: SyncAction): void {
  const { hash } = job.record;
  switch (action.do) {
    case 'send':
      run.inFlight.set(hash, []);
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
  const { id: item, size } = job.item;
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

function leave(run: SyncRun, job: ReadJob): void {
  job.settled(true);
  run.releaseForReuse(job);
}
