// Installs the real programs that tests run against, from Debian's packages, where that is possible and they are
// missing. Where it is not, the tests that need them are listed as skipped; with CI=true that is a failure.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { userInfo } from 'node:os';

/** Program → the package that brings it. */
const packages = {
  chromium: 'chromium',
  exiftool: 'libimage-exiftool-perl',
  exiv2: 'exiv2',
  ffmpeg: 'ffmpeg',
  'heif-enc': 'libheif-examples',
  zbarimg: 'zbar-tools',
  strace: 'strace',
  'systemd-analyze': 'systemd',
  xfs_io: 'xfsprogs',
  'mkfs.ext4': 'e2fsprogs',
  initdb: 'postgresql-15',
};

const missing = Object.entries(packages).filter(([program]) => !isInstalled(program));
if (missing.length > 0) {
  const names = [...new Set(missing.map(([, name]) => name))];
  if (canInstall()) install(names);
  else
    console.error(
      `Tests that need ${missing.map(([program]) => program).join(', ')} are skipped. Debian: apt-get install ${names.join(' ')}`,
    );
}

function isInstalled(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', ...postgresFolders()];
  return folders.some((folder) => isExecutable(join(folder, program)));
}

function postgresFolders() {
  const versions = '/usr/lib/postgresql';
  return existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : [];
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function canInstall() {
  return process.platform === 'linux' && userInfo().uid === 0 && isInstalled('apt-get');
}

function install(names) {
  console.error(`Installing programs for the tests: ${names.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...words) =>
    spawnSync('apt-get', ['-qq', ...words], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status;
  if (apt('install', '-y', '--no-install-recommends', ...names) === 0) return;
  // The lists of packages are too old, or were never fetched.
  apt('update');
  if (apt('install', '-y', '--no-install-recommends', ...names) !== 0) {
    console.error('Not all could be installed; the tests that need them say so.');
  }
}
