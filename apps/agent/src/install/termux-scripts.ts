import { join } from 'node:path';
import type { AgentSetup, InstallFile, InstallTexts } from './agent-setup.ts';
import { marker } from './marker.ts';
import { shellQuoted } from './shell-quoted.ts';

/** Any number that no other script uses; by it the job is found again. */
const job = 4217;

/** Milliseconds; Android grants no shorter period. */
const period = 900_000;

/**
 * Android, by Termux with its apps Boot and API. A script at boot runs the agent with a wake lock. Android ends it
 * when memory is short, so a job looks every quarter of an hour: is it gone, the job makes one pass.
 */
export function termuxPlan(setup: AgentSetup): InstallTexts {
  const running = join(setup.stateFolder, 'agent.pid');
  const passScript = join(setup.stateFolder, 'homeroll-pass');
  return {
    files: [
      script(join(setup.home, '.termux/boot/homeroll'), bootLines(setup, running)),
      script(passScript, passLines(setup, running)),
    ],
    links: [],
    start: [
      schedule(passScript, setup.rules),
      `sh ${shellQuoted(join(setup.home, '.termux/boot/homeroll'))} &`,
    ],
    stop: [
      `termux-job-scheduler --cancel --job-id ${job}`,
      `kill "$(cat ${shellQuoted(running)})"`,
      'termux-wake-unlock',
    ],
    notes: [
      'Install the apps Termux:Boot and Termux:API from where Termux is from, open Termux:Boot once, and run: pkg install termux-api',
      'Let Termux read photos: run termux-setup-storage and agree.',
      'Take Termux out of battery optimisation: Settings, Apps, Termux, Battery, Unrestricted.',
      'For rules about a Wi-Fi by its name, let Termux:API know the location, and keep location switched on.',
    ],
  };
}

function schedule(passScript: string, { unmeteredOnly, chargingOnly }: AgentSetup['rules']): string {
  const words = [
    'termux-job-scheduler',
    `--script ${shellQuoted(passScript)}`,
    `--job-id ${job}`,
    `--period-ms ${period}`,
    '--persisted true',
    `--network ${unmeteredOnly ? 'unmetered' : 'any'}`,
    ...(chargingOnly ? ['--charging true'] : []),
  ];
  return words.join(' ');
}

function bootLines({ command, stateFolder }: AgentSetup, running: string): readonly string[] {
  return [
    'termux-wake-lock',
    `mkdir -p ${shellQuoted(stateFolder)}`,
    `echo "$$" > ${shellQuoted(running)}`,
    // A kill of this script ends the agent with it.
    'stop() {',
    '  kill "$child" 2>/dev/null',
    `  rm -f ${shellQuoted(running)}`,
    '  exit 0',
    '}',
    'trap stop INT TERM',
    'while :; do',
    `  ${keptShort(join(stateFolder, 'agent.log'))}`,
    `  ${sentTo(command, join(stateFolder, 'agent.log'))} &`,
    '  child=$!',
    '  wait "$child"',
    '  sleep 60 &',
    '  child=$!',
    '  wait "$child"',
    'done',
  ];
}

function passLines({ onceCommand, stateFolder }: AgentSetup, running: string): readonly string[] {
  return [
    `if [ -f ${shellQuoted(running)} ] && kill -0 "$(cat ${shellQuoted(running)})" 2>/dev/null; then`,
    '  exit 0',
    'fi',
    'termux-wake-lock',
    keptShort(join(stateFolder, 'agent.log')),
    sentTo(onceCommand, join(stateFolder, 'agent.log')),
    'code=$?',
    'termux-wake-unlock',
    'exit "$code"',
  ];
}

/** Two files of a megabyte at most: nobody looks after them on a phone. */
function keptShort(log: string): string {
  const name = shellQuoted(log);
  return `[ "$(wc -c < ${name} 2>/dev/null || echo 0)" -lt 1000000 ] || mv ${name} ${shellQuoted(`${log}.old`)}`;
}

function sentTo(command: readonly string[], log: string): string {
  return `${command.map(shellQuoted).join(' ')} >> ${shellQuoted(log)} 2>&1`;
}

/** Not `/bin/sh`, which Android does not have; both apps start what the first line names. */
function script(path: string, lines: readonly string[]): InstallFile {
  const text = ['#!/data/data/com.termux/files/usr/bin/sh', `# ${marker}`, ...lines, ''].join('\n');
  return { path, text, mode: 0o700 };
}
