import { exposedCollector } from '../library/let-go.ts';

const lookEveryMs = 10_000;
/** Processor time in microseconds: less than this between two looks is idle. */
const idleMicroseconds = 200_000;
/** After so much work there is something to collect. */
const workMicroseconds = 300_000;

/**
 * Collects garbage when the server has become idle: the engine does so only when memory is asked for, so that the
 * memory of a busy minute would be held all night. A collection while nobody waits costs a tenth of a second.
 */
export function tendMemory(): { stop(): void } {
  const collect = exposedCollector();
  let before = usedMicroseconds();
  let collectedAt = 0;
  const look = setInterval(() => {
    const now = usedMicroseconds();
    const isIdle = now - before < idleMicroseconds;
    if (isIdle && now - collectedAt > workMicroseconds) {
      collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
      collectedAt = usedMicroseconds();
    }
    before = usedMicroseconds();
  }, lookEveryMs);
  look.unref();
  return { stop: () => clearInterval(look) };
}

function usedMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
