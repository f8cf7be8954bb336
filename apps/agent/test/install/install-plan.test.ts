import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installPlan, type System } from '../../src/install/install-plan.ts';
import { marker } from '../../src/install/marker.ts';
import { shellQuoted } from '../../src/install/shell-quoted.ts';
import { xmlText } from '../../src/install/xml-text.ts';
import { nastySetup } from './setup.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'homeroll-install-'));
});
afterEach(() => rm(home, { recursive: true }));

const systems: readonly System[] = ['systemd-user', 'systemd-system', 'termux', 'launchd', 'windows'];
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
const hasShell = spawnSync('sh', ['-c', 'exit 0']).status === 0;

describe.each(systems)('the plan for %s', (system) => {
  it('marks every file, and every file has a line for it alone or a comment', () => {
    for (const { text } of installPlan(system, nastySetup(home)).files) expect(text).toContain(marker);
  });

  it('refuses a path that could smuggle in a line', () => {
    const setup = { ...nastySetup(home), photoFolders: ['/photos\nExecStart=/bin/evil'] };
    expect(() => installPlan(system, setup)).toThrow(RangeError);
  });
});

describe.skipIf(!hasSystemd)('systemd (skipped where systemd-analyze is not installed)', () => {
  it.each(['systemd-user', 'systemd-system'] as const)(
    '%s is a unit that systemd understands',
    async (system) => {
      const { files } = installPlan(system, { ...nastySetup(home), user: 'root' });
      const path = join(home, 'homeroll-agent.service');
      await writeFile(path, files[0]?.text ?? '');
      const manager = system === 'systemd-user' ? '--user' : '--system';
      const { status, stderr } = spawnSync('systemd-analyze', [manager, '--man=no', 'verify', path], {
        encoding: 'utf8',
        env: { ...process.env, XDG_RUNTIME_DIR: home },
      });
      const complaints = stderr.split('\n').filter((line) => line.includes('homeroll-agent'));
      expect({ complaints, status }).toEqual({ complaints: [], status: 0 });
    },
  );

  it('a mistake in a unit would be seen', async () => {
    const path = join(home, 'homeroll-agent.service');
    const text = installPlan('systemd-user', nastySetup(home)).files[0]?.text ?? '';
    await writeFile(
      path,
      text.replace('RestartSec=30', 'RestartSec=often').replace('ExecStart="/', 'ExecStart="/no'),
    );
    const { stderr } = spawnSync('systemd-analyze', ['--user', '--man=no', 'verify', path], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: home },
    });
    expect(stderr).toMatch(/homeroll-agent.service:\d+: Failed to parse/);
    expect(stderr).toMatch(/homeroll-agent.service: Command .* is not executable/);
  });
});

it('systemd: photos stay readable and nothing else than the agent’s folder is writable', () => {
  const text = installPlan('systemd-system', nastySetup('/home/anna')).files[0]?.text ?? '';
  expect(text).toContain(
    'ProtectSystem=strict\nProtectHome=read-only\nReadWritePaths="/home/anna/state of \'it\' & <more>"',
  );
  expect(text).toContain(
    'RequiresMountsFor="/home/anna/Photos 100%%"\nRequiresMountsFor="/media/card \\"1\\""',
  );
  expect(text).toContain('After=network-online.target');
  expect(text).not.toContain('InaccessiblePaths');
});

it('systemd: neither specifiers nor variables are left in what is started', () => {
  const text = installPlan('systemd-user', nastySetup('/home/anna')).files[0]?.text ?? '';
  expect(text).toContain(`"/home/anna/it's 100%% \\"home\\" $$roll \\\\ é" "agent" ""\n`);
  expect(text).toContain('Restart=always');
});

describe.skipIf(!hasShell)('shell scripts (skipped where there is no sh)', () => {
  it('a quoted word is one word again', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(word, (text) => {
        const { stdout } = spawnSync('sh', ['-c', `printf %s ${shellQuoted(text)}`], { encoding: 'utf8' });
        expect(stdout).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it('Termux: the scripts are scripts', async () => {
    for (const file of installPlan('termux', nastySetup(home)).files) {
      const path = join(home, 'script');
      await writeFile(path, file.text);
      expect(spawnSync('sh', ['-n', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
      expect(file.text.startsWith('#!/data/data/com.termux/files/usr/bin/sh\n')).toBe(true);
      expect(file.mode).toBe(0o700);
    }
  });

  it('Termux: the job makes one pass where the agent is gone, and none while it runs', async () => {
    const { setup, pass, log } = await phone();
    expect(run(pass).status).toBe(3);
    expect(await readFile(log, 'utf8')).toBe('once\n');
    await writeFile(join(setup.stateFolder, 'agent.pid'), `${process.pid}\n`);
    expect(run(pass).status).toBe(0);
    expect(await readFile(log, 'utf8')).toBe('once\n');
    await writeFile(join(setup.stateFolder, 'agent.pid'), '999999999\n');
    expect(run(pass).status).toBe(3);
    expect(await readFile(log, 'utf8')).toBe('once\nonce\n');
  });

  it('Termux: the log does not grow for ever', async () => {
    const { pass, log } = await phone();
    await writeFile(log, 'x'.repeat(999_999));
    run(pass);
    expect(existsSync(`${log}.old`)).toBe(false);
    run(pass);
    expect(await readFile(log, 'utf8')).toBe('once\n');
    expect((await readFile(`${log}.old`, 'utf8')).length).toBe(1_000_004);
  });

  it('Termux: the boot script keeps the agent going, and ends with it', async () => {
    const { setup, log } = await phone();
    const boot = join(home, 'boot');
    await writeFile(boot, installPlan('termux', setup).files[0]?.text ?? '');
    const child = spawn('sh', [boot], { env: withPrograms(), stdio: 'ignore' });
    const ended = once(child, 'exit');
    await until(() => existsSync(log));
    expect((await readFile(join(setup.stateFolder, 'agent.pid'), 'utf8')).trim()).toBe(String(child.pid));
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(existsSync(join(setup.stateFolder, 'agent.pid'))).toBe(false);
  });

  it('Termux: the scheduler waits for what the rules ask for', () => {
    const setup = nastySetup(home);
    const start = (rules: typeof setup.rules): string =>
      installPlan('termux', { ...setup, rules }).start[0] ?? '';
    expect(start(setup.rules)).toContain('--period-ms 900000 --persisted true --network any');
    expect(start({ unmeteredOnly: true, chargingOnly: true })).toMatch(
      /--network unmetered --charging true$/,
    );
  });

  /** Termux's own programs, played by scripts that do nothing, and an agent that says how it was called. */
  async function phone(): Promise<{ setup: ReturnType<typeof nastySetup>; pass: string; log: string }> {
    const programs = join(home, 'bin');
    const agent = join(programs, "ag'ent $x");
    const setup = { ...nastySetup(home), command: [agent, 'run'], onceCommand: [agent, 'once'] };
    await mkdir(setup.stateFolder, { recursive: true });
    await mkdir(programs);
    for (const name of ['termux-wake-lock', 'termux-wake-unlock'])
      await executable(join(programs, name), 'exit 0');
    await executable(agent, 'echo "$1"; exit 3');
    const pass = installPlan('termux', setup).files[1];
    await mkdir(dirname(pass?.path ?? ''), { recursive: true });
    await writeFile(pass?.path ?? '', pass?.text ?? '');
    return { setup, pass: pass?.path ?? '', log: join(setup.stateFolder, 'agent.log') };
  }

  async function executable(path: string, line: string): Promise<void> {
    await writeFile(path, `#!/bin/sh\n${line}\n`);
    await chmod(path, 0o755);
  }

  function run(script: string): { status: number | null } {
    return spawnSync('sh', [script], { env: withPrograms() });
  }

  function withPrograms(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}` };
  }

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise(setImmediate);
  }
});

it('macOS and Windows: what is between tags stays text', () => {
  const setup = nastySetup('/Users/anna');
  expect(installPlan('launchd', setup).files[0]?.text).toContain(
    `<string>/Users/anna/state of 'it' &amp; &lt;more&gt;/agent.log</string>`,
  );
  const task = installPlan('windows', {
    ...setup,
    command: ['C:\\Program Files\\node.exe', 'C:\\a b\\', 'say "x"', 'plain'],
  });
  expect(task.files[0]?.text).toContain(
    `<Arguments>${xmlText('"C:\\a b\\\\" "say \\"x\\"" plain')}</Arguments>`,
  );
});
