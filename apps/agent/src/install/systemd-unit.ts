import { join } from 'node:path';
import type { AgentSetup, InstallTexts } from './agent-setup.ts';
import { marker } from './marker.ts';

const unit = 'homeroll-agent.service';

/**
 * A service of the user (starts at login, or at boot with lingering) or of the system (starts at boot, runs as the
 * user). Sources: systemd.service(5), systemd.exec(5), systemd.syntax(7).
 */
export function systemdPlan(setup: AgentSetup, manager: 'user' | 'system'): InstallTexts {
  const isSystem = manager === 'system';
  const folder = isSystem ? '/etc/systemd/system' : join(setup.home, '.config/systemd/user');
  const target = isSystem ? 'multi-user.target' : 'default.target';
  const systemctl = isSystem ? 'sudo systemctl' : 'systemctl --user';
  return {
    files: [{ path: join(folder, unit), text: unitText(setup, isSystem), mode: 0o644 }],
    links: [join(folder, `${target}.wants`, unit)],
    start: [
      `${systemctl} daemon-reload`,
      `${systemctl} enable --now ${unit}`,
      ...(isSystem ? [] : [`loginctl enable-linger ${setup.user}`]),
    ],
    stop: [`${systemctl} stop ${unit}`, `${systemctl} daemon-reload`],
    notes: [
      `What it says is in: journalctl ${isSystem ? '-u' : '--user-unit'} ${unit}`,
      ...(isSystem ? [] : ['Lingering keeps it running while nobody is logged in.']),
    ],
  };
}

function unitText(setup: AgentSetup, isSystem: boolean): string {
  const sections = {
    Unit: [
      'Description=Homeroll agent: sends photos to the storage that you own',
      // The user's manager knows no network-online.target; the agent itself waits for the network.
      ...(isSystem ? ['Wants=network-online.target', 'After=network-online.target'] : []),
      ...(isSystem ? setup.photoFolders.map((folder) => `RequiresMountsFor=${quoted(folder)}`) : []),
      'StartLimitIntervalSec=0',
    ],
    Service: [
      `ExecStart=${setup.command.map((word, index) => quoted(word, index > 0)).join(' ')}`,
      'Restart=always',
      'RestartSec=30',
      ...(isSystem ? [`User=${setup.user}`] : []),
      'Nice=10',
      'UMask=0077',
      ...confinement,
      ...(isSystem ? systemConfinement(setup) : []),
    ],
    Install: [`WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}`],
  };
  const written = Object.entries(sections).map(([name, lines]) => `[${name}]\n${lines.join('\n')}\n`);
  return `# ${marker}\n${written.join('\n')}`;
}

/**
 * What needs no namespaces: a user's manager may not make any on some systems (Ubuntu 24.04), and the service would
 * not start. Netlink is for asking which network this is. Not `MemoryDenyWriteExecute`: Node compiles as it runs.
 */
const confinement: readonly string[] = [
  'NoNewPrivileges=yes',
  'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallErrorNumber=EPERM',
];

/** Everything is read-only but the agent's own folder: photos are read, wherever they lie, and never written. */
function systemConfinement({ stateFolder }: AgentSetup): readonly string[] {
  return [
    'ProtectSystem=strict',
    'ProtectHome=read-only',
    `ReadWritePaths=${quoted(stateFolder)}`,
    'PrivateTmp=yes',
    'PrivateDevices=yes',
    'ProtectClock=yes',
    'ProtectControlGroups=yes',
    'ProtectHostname=yes',
    'ProtectKernelLogs=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelTunables=yes',
    'RestrictNamespaces=yes',
    'CapabilityBoundingSet=',
  ];
}

/** In quotation marks; a percent sign begins a specifier and, but for the program itself, a dollar sign a variable. */
function quoted(word: string, isArgument: boolean = false): string {
  const escaped = word.replace(/["\\]/g, '\\$&').replaceAll('%', '%%');
  return `"${isArgument ? escaped.replaceAll('$', '$$$$') : escaped}"`;
}
