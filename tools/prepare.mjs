// Makes a fresh checkout ready and then runs the script named after --then, on the Node that came with the
// dependencies: installs what the lock file names (when it changed), with --build the pages, with --servers the
// programs that tests run against. Plain JavaScript, because it runs on whatever Node (20 or newer) is there first.
import { createHash } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const lockFile = join(root, 'package-lock.json');
const stamp = join(root, 'node_modules', '.homeroll-lock');
const env = {
  ...process.env,
  PATH: join(root, 'node_modules', '.bin') + delimiter + (process.env.PATH ?? ''),
};
const isWindows = process.platform === 'win32';

const then = process.argv.indexOf('--then');
const asked = process.argv.slice(2, then === -1 ? undefined : then);

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Homeroll needs Node 20 or newer to start; this is ${process.version}.`);
  process.exit(2);
}
install();
if (asked.includes('--build')) run('node', ['tools/build.mjs', '--if-changed']);
if (asked.includes('--servers')) run('node', ['tools/test-servers.mjs']);
if (then !== -1) goOn(process.argv.slice(then + 1));

function install() {
  const lock = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing what Homeroll needs (npm ci) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, lock);
}

function run(command, args) {
  const done = spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 2, 2], shell: isWindows });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/** The script has the terminal; signals that the terminal sends reach it by themselves. */
function goOn(args) {
  const child = spawn('node', args, { cwd: root, env, stdio: 'inherit', shell: isWindows });
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
