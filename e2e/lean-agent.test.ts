import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  finished,
  makeAnna,
  startServerProcess,
  type Finished,
  type ServerProcess,
} from './homeroll-process.ts';
import { nativeTraces, packageClosure } from './package-closure.ts';

const root = join(import.meta.dirname, '..');
const workspaces = [
  'packages/core',
  'packages/options',
  'packages/protocol',
  'packages/headers',
  'packages/destinations',
  'apps/agent',
];
/** The commands that run on a phone. */
const commands = readdirSync(join(root, 'bin/commands')).filter((file) => /^(sync|share|agent)/.test(file));
const entries = ['apps/agent/src', 'bin/main.ts', ...commands.map((file) => `bin/commands/${file}`)];
/** The booth and the relay have machines of their own. */
const otherCommands = '^bin/commands/(?!sync|share|agent)|^apps/agent/src/booth/';

let home: string;
/** A checkout with what the agent needs and nothing else: no server, no optional package. */
let lean: string;
let closure: string[];
let server: ServerProcess;

beforeAll(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'homeroll-lean-')));
  lean = join(home, 'homeroll');
  closure = await packageClosure(root, entries, otherCommands);
  await makeLean();
  server = await startServerProcess(join(home, 'data'));
});
afterAll(async () => {
  await server.stop();
  await rm(home, { recursive: true });
});

describe('the agent installs where there is no compiler (Termux)', () => {
  it('no package that it imports has compiled code, nor one that those need', () => {
    expect(closure.length).toBeGreaterThan(3);
    expect(
      closure.map((folder) => [folder, nativeTraces(root, folder)]).filter(([, traces]) => traces?.length),
    ).toEqual([]);
  });

  it('such a package, and an attempt to load it, would be noticed', async () => {
    const folder = 'node_modules/odd';
    await mkdir(join(home, folder, 'build'), { recursive: true });
    const manifest = { gypfile: true, os: ['linux'], scripts: { install: 'node-gyp rebuild' } };
    await writeFile(join(home, folder, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(home, folder, 'build/odd.node'), '');
    expect(nativeTraces(home, folder)).toEqual(['gypfile', 'os', 'install', 'build/odd.node']);
    const addon = join(home, folder, 'build/odd.node');
    await writeFile(join(home, 'load.cjs'), `require(${JSON.stringify(addon)});`);
    expect((await run([], {}, join(home, 'load.cjs'))).loaded.filter(isForeign)).toContainEqual(
      expect.stringContaining('odd.node'),
    );
  });

  it.each(commands.map((file) => file.replace(/-.*|\.ts$/g, '')))('homeroll %s --help', async (command) => {
    const { code, out, err, loaded } = await run([command, '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`homeroll ${command}`);
    expect(loaded.filter(isForeign)).toEqual([]);
  });

  it('homeroll sync --once sends a photo, and loads nothing compiled and nothing from elsewhere', async () => {
    const token = await makeAnna(server, join(home, 'data'));
    const photos = join(home, 'photos');
    const bytes = Buffer.concat([
      Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
      randomBytes(20_000),
    ]);
    await mkdir(photos);
    await writeFile(join(photos, 'a.jpg'), bytes);
    await utimes(join(photos, 'a.jpg'), 1_700_000_000, 1_700_000_000);
    const args = [
      'sync',
      photos,
      '--to',
      server.address,
      '--state',
      join(home, 'state'),
      '--once',
      '--settle',
      '0',
    ];
    const { code, err, loaded } = await run(args, { HOMEROLL_TOKEN: token });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(loaded.length).toBeGreaterThan(20);
    expect(loaded.filter(isForeign)).toEqual([]);
    expect(await hashesIn(join(home, 'data/library'))).toContain(
      createHash('sha256').update(bytes).digest('hex'),
    );
  });

  it('the server does not start there: what it needs is really absent', async () => {
    const { code, err } = await run(['serve', '--data', join(home, 'none')]);
    expect(code).not.toBe(0);
    expect(err).toContain('ERR_MODULE_NOT_FOUND');
  });
});

async function makeLean(): Promise<void> {
  await mkdir(join(lean, 'node_modules/@homeroll'), { recursive: true });
  for (const path of ['package.json', 'bin'])
    await cp(join(root, path), join(lean, path), { recursive: true });
  for (const path of workspaces) {
    await cp(join(root, path, 'src'), join(lean, path, 'src'), { recursive: true });
    await cp(join(root, path, 'package.json'), join(lean, path, 'package.json'));
    await symlink(join('../..', path), join(lean, 'node_modules/@homeroll', path.split('/')[1] ?? ''));
  }
  for (const path of closure) {
    if (existsSync(join(lean, path))) continue;
    await mkdir(dirname(join(lean, path)), { recursive: true });
    await cp(join(root, path), join(lean, path), { recursive: true });
  }
}

interface Run extends Finished {
  /** Addresses of modules, `node:` ones left out, and attempts to load compiled code. */
  readonly loaded: readonly string[];
}

async function run(
  args: readonly string[],
  environment: Record<string, string> = {},
  program = join(lean, 'bin/homeroll'),
): Promise<Run> {
  const notes = join(home, `notes-${randomBytes(4).toString('hex')}`);
  await writeFile(notes, '');
  const inherited = Object.entries(process.env).filter(([name]) => !/^(HOMEROLL|NODE)_/.test(name));
  const guard = pathToFileURL(join(import.meta.dirname, 'loading-guard.ts')).href;
  const child = spawn(process.execPath, ['--no-addons', '--import', guard, program, ...args], {
    env: { ...Object.fromEntries(inherited), ...environment, LOADING_NOTES: notes },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = await finished(child);
  const lines = (await readFile(notes, 'utf8')).split('\n');
  return { ...ended, loaded: lines.filter((line) => line !== '' && !line.startsWith('node:')) };
}

/** Compiled code, or a module from outside the lean checkout. */
function isForeign(address: string): boolean {
  return !address.startsWith(pathToFileURL(lean).href) || address.endsWith('.node');
}

async function hashesIn(folder: string): Promise<string[]> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const contents = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))));
  return contents.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
}
