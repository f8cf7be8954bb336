import type { AgentSetup, InstallPlan, InstallTexts } from './agent-setup.ts';
import { darwinPlan } from './launch-agent.ts';
import { systemdPlan } from './systemd-unit.ts';
import { termuxPlan } from './termux-scripts.ts';
import { windowsPlan } from './windows-task.ts';

export type System = 'systemd-user' | 'systemd-system' | 'termux' | 'launchd' | 'windows';

/** What is written and what is to be run. Throws `RangeError` for a path that the system's files cannot hold. */
export function installPlan(system: System, setup: AgentSetup): InstallPlan {
  const words = [...setup.command, ...setup.onceCommand, setup.stateFolder, ...setup.photoFolders];
  const odd = words.find((word) => /[\0\n\r]/.test(word));
  if (odd !== undefined) throw new RangeError(`${JSON.stringify(odd)} has a line break in it.`);
  return { ...textsFor(system, setup), stateFolder: { path: setup.stateFolder, owner: setup.userId } };
}

function textsFor(system: System, setup: AgentSetup): InstallTexts {
  switch (system) {
    case 'systemd-user':
      return systemdPlan(setup, 'user');
    case 'systemd-system':
      return systemdPlan(setup, 'system');
    case 'termux':
      return termuxPlan(setup);
    case 'launchd':
      return darwinPlan(setup);
    case 'windows':
      return windowsPlan(setup);
  }
}
