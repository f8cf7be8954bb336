import type { Ask } from '@homeroll/protocol/relay-line';
import type { DeviceLine } from '../asks/device-line.ts';

/** Writes one line to a booth; never throws. */
export type OldQueue = (line: object) => void;

interface Job {
  /** How often it was told: a booth whose queue began anew hears it again, and refuses it again. */
  told: number;
  refusals: number;
  readonly since: Date;
}

/**
 * Booths of other programs. They share one key and nobody can tell them apart, so each hears every job, and a picture
 * is missing only when all of them said so.
 */
export class OldBooths implements DeviceLine {
  readonly #queues = new Set<OldQueue>();
  readonly #open = new Map<string, Job>();

  isThere(): boolean {
    return this.#queues.size > 0;
  }

  tell({ id }: Ask): void {
    const job = { told: this.#queues.size, refusals: 0, since: new Date() };
    this.#open.set(id, job);
    for (const queue of this.#queues) queue(jobLine(id, job.since));
  }

  forget(id: string): void {
    this.#open.delete(id);
  }

  /** Their clients connect anew every few minutes by themselves; nothing is to be concluded from silence. */
  doubt(): void {
    return;
  }

  /** All open jobs are told at once. Answers how to end it. */
  attach(queue: OldQueue): () => void {
    this.#queues.add(queue);
    for (const [id, job] of this.#open) {
      job.told += 1;
      queue(jobLine(id, job.since));
    }
    return () => this.#queues.delete(queue);
  }

  /** One booth does not have it. Answers whether that was the last one that was told. */
  refuse(id: string): boolean {
    const job = this.#open.get(id);
    if (!job) return false;
    job.refusals += 1;
    return job.refusals >= job.told;
  }
}

function jobLine(id: string, since: Date): object {
  const time = since.toISOString().slice(0, 19).replace('T', ' ');
  return { file_identifier: id, filename: null, last_modified: time, status: 'pending' };
}
