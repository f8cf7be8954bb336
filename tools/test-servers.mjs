// Installs the real programs that tests run against, from Debian's packages, where that is possible and they are
// missing. Where it is not, the tests that need them are listed as skipped; with CI=true that is a failure.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tmpdir, userInfo } from 'node:os';

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
  // Not `apache2` and `nginx`, which would start and want port 80.
  apache2: 'apache2-bin',
  rclone: 'rclone',
  openssl: 'openssl',
  '/usr/lib/python3/dist-packages/swift': 'python3-swift',
};

/**
 * Packages that are only unpacked: these servers exclude each other in apt, and would be started when installed.
 * Where they lie is known to e2e/servers/unpacked.ts too.
 */
const unpackedIn = join('node_modules', '.cache', 'test-servers');
const unpacked = {
  ...{ vsftpd: ['vsftpd', 'libwrap0'], sshd: ['openssh-server', 'libwrap0'], 'pure-ftpd': ['pure-ftpd'] },
  ...{ 'pure-pw': ['pure-ftpd'], 'ssh-keygen': ['openssh-client'] },
  nginx: ['nginx', 'libnginx-mod-http-dav-ext'],
  caddy: ['caddy'],
  proftpd: [
    ...['proftpd-core', 'proftpd-mod-crypto', 'libhiredis0.14', 'libmemcached11', 'libmemcachedutil2'],
    'libhashkit2',
    'libpcre2-posix3',
  ],
};

const notUnpacked = Object.entries(unpacked).filter(([program]) => !isUnpacked(program));
if (notUnpacked.length > 0 && canInstall()) unpack([...new Set(notUnpacked.flatMap(([, names]) => names))]);
else if (notUnpacked.length > 0)
  console.error(`Tests that need ${notUnpacked.map(([program]) => program).join(', ')} are skipped.`);

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
  if (program.startsWith('/')) return existsSync(program);
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', ...postgresFolders()];
  return folders.some((folder) => isExecutable(join(folder, program)));
}

function isUnpacked(program) {
  return ['sbin', 'bin'].some((folder) => isExecutable(join(unpackedIn, 'usr', folder, program)));
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
  if (apt('install', '-y', '--no-install-recommends', ...names)) return;
  // The lists of packages are too old, or were never fetched.
  apt('update');
  if (!apt('install', '-y', '--no-install-recommends', ...names)) {
    console.error('Not all could be installed; the tests that need them say so.');
  }
}

function unpack(names) {
  console.error(`Unpacking servers for the tests: ${names.join(' ')}`);
  const downloads = mkdtempSync(join(tmpdir(), 'homeroll-packages-'));
  const download = () => apt('-o', 'APT::Sandbox::User=root', 'download', ...names, { cwd: downloads });
  const isThere = download() || (apt('update') && download());
  for (const file of readdirSync(downloads)) {
    mkdirSync(unpackedIn, { recursive: true });
    spawnSync('dpkg-deb', ['-x', join(downloads, file), unpackedIn], { stdio: 'inherit' });
  }
  rmSync(downloads, { recursive: true });
  if (!isThere) console.error('Not all could be unpacked; the tests that need them say so.');
}

function apt(...words) {
  const more = typeof words.at(-1) === 'object' ? words.pop() : {};
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const stdio = ['ignore', 'ignore', 'inherit'];
  return spawnSync('apt-get', ['-qq', ...words], { env, stdio, ...more }).status === 0;
}
