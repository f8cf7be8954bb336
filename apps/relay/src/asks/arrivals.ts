import type { HeldFile } from '../cache/file-cache.ts';

/** Files that are on their way up, so that whoever comes meanwhile reads along. */
export class Arrivals {
  readonly #byKey = new Map<string, HeldFile>();
  readonly #lingerMs: number;

  constructor(lingerMs: number) {
    this.#lingerMs = lingerMs;
  }

  find(key: string): HeldFile | undefined {
    const file = this.#byKey.get(key);
    return file?.spool.state === 'broken' ? undefined : file;
  }

  /** Until `end` is called. What nobody reads any more is given up after a while: browsers hang up and come back. */
  begin(key: string, file: HeldFile): { end(): void } {
    const { spool } = file;
    this.#byKey.set(key, file);
    let timer: NodeJS.Timeout | undefined;
    // The writer itself is one of the users.
    const isAlone = (): boolean => spool.users <= 1;
    const look = (): void => {
      if (isAlone() && spool.state === 'growing') timer ??= setTimeout(() => spool.break(), this.#lingerMs);
      else {
        clearTimeout(timer);
        timer = undefined;
      }
    };
    const stopFollowing = spool.follow(look);
    look();
    return {
      end: () => {
        clearTimeout(timer);
        stopFollowing();
        if (this.#byKey.get(key) === file) this.#byKey.delete(key);
      },
    };
  }
}
