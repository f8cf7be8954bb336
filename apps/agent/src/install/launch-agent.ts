import { join } from 'node:path';
import type { AgentSetup, InstallTexts } from './agent-setup.ts';
import { marker } from './marker.ts';
import { shellQuoted } from './shell-quoted.ts';
import { xmlText } from './xml-text.ts';

const label = 'homeroll.agent';

/** macOS: an agent of the user, from login on. Source: launchd.plist(5). */
export function darwinPlan(setup: AgentSetup): InstallTexts {
  const path = join(setup.home, 'Library/LaunchAgents', `${label}.plist`);
  return {
    files: [{ path, text: propertyList(setup), mode: 0o644 }],
    links: [],
    start: [`launchctl bootstrap gui/${setup.userId} ${shellQuoted(path)}`],
    stop: [`launchctl bootout gui/${setup.userId}/${label}`],
    notes: [
      'The first time it reads the desktop, documents, downloads or the photo library macOS asks; where it does not, give Node access in System Settings, Privacy & Security, Full Disk Access.',
    ],
  };
}

function propertyList({ command, stateFolder }: AgentSetup): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- ${marker} -->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${label}</string>
  <key>ProgramArguments</key>
  <array>
${command.map((word) => `    <string>${xmlText(word)}</string>`).join('\n')}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <true/>
  <key>ThrottleInterval</key>
  <integer>30</integer>
  <key>ProcessType</key>
  <string>Background</string>
  <key>StandardErrorPath</key>
  <string>${xmlText(join(stateFolder, 'agent.log'))}</string>
</dict>
</plist>
`;
}
