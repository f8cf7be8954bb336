import { linuxNetwork } from './linux-network.ts';
import { macNetwork } from './mac-network.ts';
import { macPower } from './mac-power.ts';
import { networkManager } from './network-manager.ts';
import { powerSupply } from './power-supply.ts';
import type { ReadingsReader } from './readings-reader.ts';
import type { Environment } from './run-program.ts';
import { termuxNetwork, termuxPower } from './termux.ts';
import { windowsNetsh } from './windows-netsh.ts';
import { windowsSystem } from './windows-system.ts';

export interface SystemFacts {
  /** `process.platform`; Node in Termux says `android`. */
  readonly platform: string;
  readonly environment: Environment;
}

/** What can be asked on this system, the best informed first. A program that is not installed tells nothing. */
export function systemReaders({ platform, environment }: SystemFacts): readonly ReadingsReader[] {
  if (isTermux({ platform, environment })) return [termuxNetwork, termuxPower];
  switch (platform) {
    case 'linux':
      return [networkManager(environment), linuxNetwork('/'), powerSupply('/')];
    case 'darwin':
      return [macNetwork, macPower];
    case 'win32':
      return [windowsSystem, windowsNetsh];
    default:
      return [];
  }
}

/** Also a Linux in proot inside Termux, where the kernel's files are Android's and closed. */
export function isTermux({ platform, environment }: SystemFacts): boolean {
  return platform === 'android' || environment['TERMUX_VERSION'] !== undefined;
}
