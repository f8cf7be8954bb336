// Makes a fresh checkout ready: installs what the lock file names (when it changed) and, with --build, builds
// the pages. Plain JavaScript, because it runs on whatever Node (20 or newer) is there before Node 24 is.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'node_modules', '.homeroll-lock');

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Homeroll needs Node 20 or newer to start; this is ${process.version}.`);
  process.exit(2);
}
install();
if (process.argv.includes('--build')) run('node', ['tools/build.mjs', '--if-changed']);

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing what Homeroll needs (npm ci) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stamp, lock);
}

function run(command, args) {
  const bin = join(root, 'node_modules', '.bin');
  const separator = process.platform === 'win32' ? ';' : ':';
  const env = { ...process.env, PATH: `${bin}${separator}${process.env.PATH ?? ''}` };
  const done = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
}
