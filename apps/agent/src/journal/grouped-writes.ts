import type { DatabaseSync } from 'node:sqlite';

interface Waiter {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers writes for a moment and commits them as one; each promise resolves after that commit. */
export function groupedWrites(database: DatabaseSync): {
  add: (write: () => void) => Promise<void>;
  flush: () => void;
} {
  const moment = 50;
  let pending: Waiter[] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const group = pending;
    pending = [];
    if (group.length === 0) return;
    try {
      database.exec('BEGIN IMMEDIATE');
      for (const { write } of group) write();
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      for (const { reject } of group) reject(error);
      return;
    }
    for (const { resolve } of group) resolve();
  };

  return {
    add: (write) =>
      new Promise((resolve, reject) => {
        pending.push({ write, resolve, reject });
        if (pending.length >= 500) flush();
        else timer ??= setTimeout(flush, moment);
      }),
    flush,
  };
}
