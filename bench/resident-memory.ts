import { readdirSync, readFileSync } from 'node:fs';

/** Megabytes (10⁶ bytes) that a process and all it started hold in memory. Linux only. */
export function residentMegabytes(processId: number): number {
  const own = /^VmRSS:\s+(\d+) kB/m.exec(statusOf(processId))?.[1] ?? '0';
  return (
    (Number(own) * 1024) / 1e6 + childrenOf(processId).reduce((sum, id) => sum + residentMegabytes(id), 0)
  );
}

/** Looks ten times a second; `end` answers by how much the highest point lies above the first. */
export function watchMemory(processId: number): { end(): number } {
  const first = residentMegabytes(processId);
  let highest = first;
  const look = setInterval(() => {
    highest = Math.max(highest, residentMegabytes(processId));
  }, 100);
  return {
    end: () => {
      clearInterval(look);
      return highest - first;
    },
  };
}

export function hasChildren(processId: number): boolean {
  return childrenOf(processId).length > 0;
}

function childrenOf(processId: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => new RegExp(`^PPid:\\s+${String(processId)}$`, 'm').test(statusOf(id)));
}

function statusOf(processId: number): string {
  try {
    return readFileSync(`/proc/${String(processId)}/status`, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
