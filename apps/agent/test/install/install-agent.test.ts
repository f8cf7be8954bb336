import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstallPlan } from '../../src/install/agent-setup.ts';
import { installAgent, uninstallAgent } from '../../src/install/install-agent.ts';
import { installPlan } from '../../src/install/install-plan.ts';
import { nastySetup } from './setup.ts';

let home: string;
let said: string;
const out = { write: (text: string) => (said += text) };

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'homeroll-install-'));
  said = '';
});
afterEach(() => rm(home, { recursive: true }));

describe('installing', () => {
  it('writes the files, says so, and says what to run', async () => {
    const plan = installPlan('systemd-user', nastySetup(home));
    expect(await install(plan)).toBe(true);
    const unit = join(home, '.config/systemd/user/homeroll-agent.service');
    expect(await readFile(unit, 'utf8')).toBe(plan.files[0]?.text);
    expect(said).toContain(`Wrote ${unit}\nNow run:\n  systemctl --user daemon-reload\n`);
    expect(await readdir(dirname(unit))).toEqual(['homeroll-agent.service']);
  });

  it.skipIf(process.platform === 'win32')('scripts can be run (modes; not on Windows)', async () => {
    const plan = installPlan('termux', nastySetup(home));
    await install(plan);
    for (const { path } of plan.files) expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it('twice is once, and a new version is written anew', async () => {
    const setup = nastySetup(home);
    await install(installPlan('systemd-user', setup));
    await install(installPlan('systemd-user', setup));
    expect(said).toContain('As it should be already:');
    const changed = installPlan('systemd-user', { ...setup, command: ['/usr/bin/other'] });
    await install(changed);
    expect(said).toContain('Wrote anew');
    expect(await readFile(changed.files[0]?.path ?? '', 'utf8')).toContain('ExecStart="/usr/bin/other"');
  });

  it('leaves the file of someone else alone, and everything unwritten', async () => {
    const plan = installPlan('termux', nastySetup(home));
    const [boot = { path: '' }, pass = { path: '' }] = plan.files;
    await put(boot.path, '#!/bin/sh\necho mine\n');
    expect(await install(plan)).toBe(false);
    expect(await readFile(boot.path, 'utf8')).toContain('mine');
    await expect(stat(pass.path)).rejects.toThrow('ENOENT');
    expect(said).toContain('not from Homeroll');
  });

  it('writes over it when told to, and says so', async () => {
    const plan = installPlan('systemd-user', nastySetup(home));
    await put(plan.files[0]?.path ?? '', '[Service]\n');
    expect(await installAgent(plan, { print: false, force: true, out })).toBe(true);
    expect(said).toContain('Wrote over what was not from Homeroll:');
  });

  it('makes the only folder that the service may write to, for its account alone', async () => {
    const setup = nastySetup(home);
    await install(installPlan('systemd-user', setup));
    const { mode, uid } = await stat(setup.stateFolder);
    expect(mode & 0o077).toBe(0);
    expect(uid).toBe(process.getuid?.() === 0 ? setup.userId : process.getuid?.());
  });

  it.skipIf(!existsSync('/sys/kernel'))(
    'says where it may not write (by /sys; skipped without)',
    async () => {
      const plan = installPlan('systemd-user', nastySetup(home));
      const forbidden = { path: '/sys/homeroll/x', text: 'x', mode: 0o644 };
      expect(await install({ ...plan, files: [forbidden] })).toBe(false);
      expect(said).toContain('/sys/homeroll');
      expect(said).toContain('sudo');
    },
  );

  it('--print shows everything and writes nothing', async () => {
    const plan = installPlan('windows', nastySetup(home));
    expect(await installAgent(plan, { print: true, force: false, out })).toBe(true);
    expect(said).toContain('<Task version="1.2"');
    expect(said).toContain('schtasks /Create');
    expect(await readdir(home)).toEqual([]);
  });
});

describe('uninstalling', () => {
  it.each(['systemd-user', 'termux', 'launchd'] as const)(
    '%s: removes exactly what was written',
    async (system) => {
      const plan = installPlan(system, nastySetup(home));
      const files = plan.files.map(({ path }) => path);
      for (const path of files) await put(join(dirname(path), 'of someone else'), 'mine');
      const before = await everything();
      await install(plan);
      expect(await everything()).toHaveLength(before.length + files.length);
      await uninstallAgent(plan, out);
      expect(await everything()).toEqual(before);
      for (const command of plan.stop) expect(said).toContain(command);
    },
  );

  it('takes the link along that systemd made to the unit', async () => {
    const plan = installPlan('systemd-user', nastySetup(home));
    await install(plan);
    const link = plan.links[0] ?? '';
    await mkdir(dirname(link));
    await symlink(plan.files[0]?.path ?? '', link);
    await uninstallAgent(plan, out);
    expect(await readdir(dirname(link))).toEqual([]);
  });

  it('leaves a file that someone else put in its place', async () => {
    const plan = installPlan('systemd-user', nastySetup(home));
    await put(plan.files[0]?.path ?? '', 'mine');
    await uninstallAgent(plan, out);
    expect(await readFile(plan.files[0]?.path ?? '', 'utf8')).toBe('mine');
    expect(said).toContain('Left alone');
    expect(said).not.toContain('Now run');
  });

  it('where nothing is there it says so', async () => {
    await uninstallAgent(installPlan('launchd', nastySetup(home)), out);
    expect(said).toBe('There was nothing to remove.\n');
  });
});

function install(plan: InstallPlan): Promise<boolean> {
  return installAgent(plan, { print: false, force: false, out });
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function everything(): Promise<string[]> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
