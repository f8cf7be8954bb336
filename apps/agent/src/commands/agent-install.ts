import { homedir, userInfo } from 'node:os';
import { UsageTrouble } from '../connect.ts';
import type { AgentSetup } from '../install/agent-setup.ts';
import { installAgent, uninstallAgent } from '../install/install-agent.ts';
import { installPlan, type System } from '../install/install-plan.ts';
import { isTermux, type SystemFacts } from '../readings/system-readers.ts';
import { readSettings } from '../settings/settings-file.ts';
import { withoutLinks } from '../sources/folder-at.ts';
import { exitCodes } from '../with-server.ts';
import { carriedOut, type CommandOptions } from './command.ts';

interface InstallOptions extends CommandOptions {
  /** A service of the machine, where the system knows one. */
  readonly system: boolean;
  /** Show it and write nothing. */
  readonly print: boolean;
  /** Also over files that are not from Homeroll. */
  readonly force: boolean;
  readonly facts: SystemFacts;
  /** The program's own file, which Node is started with. */
  readonly program: string;
}

/** `homeroll agent install`: what starts the agent by itself from now on. */
export function agentInstall(options: InstallOptions): Promise<number> {
  return carriedOut(options, async () => {
    const { print, force, out } = options;
    const isDone = await installAgent(planOf(options), { print, force, out });
    return isDone ? exitCodes.done : exitCodes.someFailed;
  });
}

/** `homeroll agent uninstall`: journals and settings stay. */
export function agentUninstall(options: InstallOptions): Promise<number> {
  return carriedOut(options, async () => {
    return (await uninstallAgent(planOf(options), options.out)) ? exitCodes.done : exitCodes.someFailed;
  });
}

function planOf(options: InstallOptions): ReturnType<typeof installPlan> {
  const setup = setupOf(options);
  try {
    return installPlan(systemOf(options), setup);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageTrouble(error.message);
    throw error;
  }
}

function setupOf({ settingsFile, stateFolder, program }: InstallOptions): AgentSetup {
  const { folders, connection } = readSettings(settingsFile);
  const { username, uid } = userInfo();
  const run = ['agent', '--settings', settingsFile, '--state', stateFolder];
  const command = [process.execPath, program, ...run];
  const { unmeteredOnly, chargingOnly } = connection;
  return {
    command,
    onceCommand: [...command, '--once'],
    home: homedir(),
    user: username,
    userId: uid,
    stateFolder,
    photoFolders: folders.map(withoutLinks),
    rules: { unmeteredOnly, chargingOnly },
  };
}

function systemOf({ facts, system }: InstallOptions): System {
  const only = (found: System): System => {
    if (!system) return found;
    throw new UsageTrouble('Only systemd has services of the machine here; leave --system out.');
  };
  if (isTermux(facts)) return only('termux');
  switch (facts.platform) {
    case 'linux':
      return system ? 'systemd-system' : 'systemd-user';
    case 'darwin':
      return only('launchd');
    case 'win32':
      return only('windows');
    default:
      throw new UsageTrouble(
        'It is not known here how this system starts programs; start `homeroll agent` by its own means.',
      );
  }
}
