import { win32 } from 'node:path';
import type { AgentSetup, InstallTexts } from './agent-setup.ts';
import { marker } from './marker.ts';
import { xmlText } from './xml-text.ts';

/** Windows: a task from logon on, without a time limit. Source: the Task Scheduler schema, schtasks. */
export function windowsPlan(setup: AgentSetup): InstallTexts {
  const path = win32.join(setup.stateFolder, 'homeroll-task.xml');
  return {
    // schtasks takes UTF-16 only.
    files: [{ path, text: `\uFEFF${taskText(setup)}`, mode: 0o644, encoding: 'utf16le' }],
    links: [],
    start: [`schtasks /Create /TN Homeroll /XML ${argument(path)}`, 'schtasks /Run /TN Homeroll'],
    stop: ['schtasks /End /TN Homeroll', 'schtasks /Delete /TN Homeroll /F'],
    notes: [],
  };
}

function taskText({ command, user }: AgentSetup): string {
  const [program = '', ...args] = command;
  return `<?xml version="1.0" encoding="UTF-16"?>
<!-- ${marker} -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>${xmlText(user)}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${xmlText(user)}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>7</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xmlText(program)}</Command>
      <Arguments>${xmlText(args.map(argument).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** As CommandLineToArgvW takes it apart again: backslashes count only before a quotation mark. */
function argument(word: string): string {
  if (word !== '' && !/[\s"]/.test(word)) return word;
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
