import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userInfo } from 'node:os';

/** A disk of its own in a file, whose power can be cut. */
export interface LoopDisk {
  /** Where it is mounted. */
  readonly path: string;
  /**
   * Ends the file system at once: what was not synced is lost, the journal is not flushed (the shutdown call that
   * file system developers test crashes with). Nothing can be read or written until `repair`.
   */
  cutPower(): void;
  /** Mounts it again, as after a start; the journal is replayed. Every process that had files open must be gone. */
  repair(): void;
  remove(): void;
}

export type FileSystem = 'ext4' | 'xfs';

/** Making and mounting disks needs root and these programs. */
export const canMakeDisks: boolean =
  userInfo().uid === 0 &&
  ['xfs_io', 'mkfs.ext4', 'mkfs.xfs', 'mount'].every((program) => isThere(program)) &&
  existsSync('/dev/loop0');

export function loopDisk(
  folder: string,
  { fileSystem, mebibytes }: { fileSystem: FileSystem; mebibytes: number },
): LoopDisk {
  const image = join(folder, `${fileSystem}.img`);
  const path = join(folder, fileSystem);
  mkdirSync(path);
  writeFileSync(image, '');
  truncateSync(image, mebibytes * 1024 * 1024);
  const make = fileSystem === 'ext4' ? ['mkfs.ext4', '-q', '-F', image] : ['mkfs.xfs', '-q', '-f', image];
  run(make[0] ?? '', make.slice(1));
  const mount = (): void => run('mount', ['-o', 'loop', image, path]);
  mount();
  return {
    path,
    cutPower: () => run('xfs_io', ['-x', '-c', 'shutdown', path]),
    repair: () => {
      run('umount', [path]);
      mount();
    },
    remove: () => {
      run('umount', [path]);
      rmSync(image);
    },
  };
}

function run(program: string, args: readonly string[]): void {
  execFileSync(program, [...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
  });
}

function isThere(program: string): boolean {
  return ['/usr/sbin', '/sbin', '/usr/bin', '/bin'].some((folder) => existsSync(join(folder, program)));
}
