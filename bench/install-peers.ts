import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { programPath } from './programs.ts';

/** Program → the Debian packages that bring it. Peers from npm are development dependencies. */
const packages = { nginx: ['nginx-light', 'libnginx-mod-http-dav-ext'], rclone: ['rclone'] };

/** Installs the peers that are missing, where that is possible; else their rows say "peer not here". */
export function installPeers(): void {
  const missing = Object.entries(packages).filter(([program]) => programPath(program) === undefined);
  const canInstall =
    process.platform === 'linux' && userInfo().uid === 0 && programPath('apt-get') !== undefined;
  if (missing.length === 0 || !canInstall) return;
  const names = missing.flatMap(([, bringers]) => bringers);
  process.stderr.write(`Installing peers: ${names.join(' ')}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const stdio = ['ignore', 'ignore', 'inherit'] as const;
  spawnSync('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...names], {
    env,
    stdio: [...stdio],
  });
}
