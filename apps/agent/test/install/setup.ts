import type { AgentSetup } from '../../src/install/agent-setup.ts';

/** A setup with everything nasty that a path may hold. */
export function nastySetup(home: string): AgentSetup {
  const bin = `${home}/it's 100% "home" $roll \\ é`;
  return {
    command: [process.execPath, bin, 'agent', ''],
    onceCommand: [process.execPath, bin, 'agent', '--once'],
    home,
    user: 'anna',
    userId: 1000,
    stateFolder: `${home}/state of 'it' & <more>`,
    photoFolders: [`${home}/Photos 100%`, '/media/card "1"'],
    rules: { unmeteredOnly: false, chargingOnly: false },
  };
}
