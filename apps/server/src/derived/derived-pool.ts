import { type ChildProcess, fork } from 'node:child_process';
import {
  type DerivedSource,
  type DerivedTarget,
  type JobMessage,
  type MadeDerived,
  notViewable,
  type ResultMessage,
} from './derived-job.ts';

export type Urgency = 'asked-for' | 'background';

export interface DerivedPool {
  /** Asked-for pictures go first, the newest of them before all: it is what somebody looks at now. */
  make(source: DerivedSource, target: DerivedTarget, urgency: Urgency): Promise<MadeDerived>;
  /** Of the processes that run now. */
  processIds(): readonly number[];
  /** Ends the processes; what waits or is under way is refused as `closed`. */
  close(): Promise<void>;
}

export interface DerivedPoolOptions {
  /** As many as there are cores. */
  readonly processes: number;
  /** Path of ffmpeg, where it is installed: without it videos have no poster. */
  readonly ffmpeg: string | undefined;
  /** A process without work ends after this time; default 15 s. */
  readonly idleMs?: number;
  /** A picture that takes longer cannot be shown; default 90 s. */
  readonly timeoutMs?: number;
  /** Most jobs that wait; default 5,000. */
  readonly queue?: number;
}

/** `busy`: too many wait. `closed`: the server ends. `storage`: a file could not be read or written. */
export class DerivedError extends Error {
  readonly fault: 'busy' | 'closed' | 'storage';
  constructor(fault: DerivedError['fault'], message: string) {
    super(message);
    this.name = 'DerivedError';
    this.fault = fault;
  }
}

interface Job {
  readonly message: JobMessage;
  readonly urgency: Urgency;
  readonly done: (made: MadeDerived) => void;
  readonly refuse: (error: DerivedError) => void;
  crashes: number;
}

export function derivedPool(options: DerivedPoolOptions): DerivedPool {
  const waiting: Record<Urgency, Job[]> = { 'asked-for': [], background: [] };
  const workers = new Set<Worker>();
  const limit = options.queue ?? 5_000;
  let isClosed = false;

  function giveOut(): void {
    while (waiting['asked-for'].length + waiting.background.length > 0) {
      const worker =
        [...workers].find((one) => one.isFree()) ?? (workers.size < options.processes ? hire() : undefined);
      const job = worker && (waiting['asked-for'].pop() ?? waiting.background.shift());
      if (job === undefined) return;
      worker?.take(job);
    }
  }

  function hire(): Worker {
    const worker = startWorker(options, {
      free: giveOut,
      gone(unfinished) {
        workers.delete(worker);
        if (unfinished !== undefined) afterCrash(unfinished);
        giveOut();
      },
    });
    workers.add(worker);
    return worker;
  }

  /** Once may be the fault of the machine; twice is the picture. */
  function afterCrash(job: Job): void {
    job.crashes += 1;
    if (isClosed) job.refuse(new DerivedError('closed', 'the server is stopping'));
    else if (job.crashes > 1) job.done(notViewable);
    else waiting[job.urgency].push(job);
  }

  return {
    make: (source, target, urgency) =>
      new Promise((done, refuse) => {
        if (isClosed) throw new DerivedError('closed', 'the server is stopping');
        if (waiting[urgency].length >= limit) throw new DerivedError('busy', 'too many pictures are waiting');
        const message = { source, target, ffmpeg: options.ffmpeg ?? null };
        waiting[urgency].push({ message, urgency, done, refuse, crashes: 0 });
        giveOut();
      }),
    processIds: () => [...workers].flatMap((worker) => worker.processId ?? []),
    async close() {
      isClosed = true;
      const left = [...waiting['asked-for'].splice(0), ...waiting.background.splice(0)];
      for (const job of left) job.refuse(new DerivedError('closed', 'the server is stopping'));
      await Promise.all([...workers].map((worker) => worker.end()));
    },
  };
}

interface Worker {
  readonly processId: number | undefined;
  isFree(): boolean;
  take(job: Job): void;
  end(): Promise<void>;
}

interface WorkerEvents {
  free(): void;
  /** The process ended, in the middle of this job if there was one. */
  gone(unfinished: Job | undefined): void;
}

function startWorker(
  { idleMs = 15_000, timeoutMs = 90_000 }: DerivedPoolOptions,
  events: WorkerEvents,
): Worker {
  // A group of its own, so that what it started (ffmpeg, exiftool) can be ended with it.
  const child = fork(new URL('./derived-process.ts', import.meta.url), {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let job: Job | undefined;
  let timer: NodeJS.Timeout | undefined;

  function rest(): void {
    timer = setTimeout(() => child.disconnect(), idleMs);
    events.free();
  }

  child.on('error', () => killGroup(child));
  child.once('exit', () => {
    clearTimeout(timer);
    events.gone(job);
  });
  child.on('message', (result: ResultMessage) => {
    clearTimeout(timer);
    const finished = job;
    job = undefined;
    if ('made' in result) finished?.done(result.made);
    else finished?.refuse(new DerivedError('storage', result.failed));
    rest();
  });

  return {
    processId: child.pid,
    isFree: () => job === undefined && child.connected,
    take(next) {
      clearTimeout(timer);
      job = next;
      timer = setTimeout(() => {
        job = undefined;
        next.done(notViewable);
        killGroup(child);
      }, timeoutMs);
      child.send(next.message);
    },
    async end() {
      killGroup(child);
      await ended;
    },
  };
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
