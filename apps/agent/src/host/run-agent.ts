import { UsageTrouble } from '../connect.ts';
import { serveControl } from '../control/serve-control.ts';
import type { Output } from '../progress/output.ts';
import type { ReadersTogether } from '../readings/joined-readings.ts';
import type { AgentSettings } from '../settings/agent-settings.ts';
import { isReadByOthers, readSettings, SettingsError } from '../settings/settings-file.ts';
import { watchSettings } from '../settings/watch-settings.ts';
import { exitCodes } from '../with-server.ts';
import { AgentHost, withRealFolders } from './agent-host.ts';
import { jsonLog, plainLog } from './agent-log.ts';

export interface RunAgentOptions {
  readonly settingsFile: string;
  /** Journals and what else is remembered; made where it is missing. */
  readonly stateFolder: string;
  readonly readers: ReadersTogether;
  readonly json: boolean;
  /** Send what is there and end; else go on until the signal is raised. */
  readonly once: boolean;
  readonly version: string;
  /** Raised to come to an end soon, in good order. */
  readonly signal: AbortSignal;
  readonly out: Output;
  readonly errors: Output;
}

/** Sends what the settings say, for years. Answers the exit code; what was wrong was said in words. */
export async function runAgent(options: RunAgentOptions): Promise<number> {
  const { settingsFile, stateFolder, readers, json, out, errors, once } = options;
  const log = (json ? jsonLog : plainLog)(out);
  try {
    const settings = readSettings(settingsFile);
    const host = new AgentHost({ settings, settingsFile, stateFolder, readers, log });
    const closeControl = await serveControl(host, options);
    log.say(`Homeroll ${options.version} ${beginWords(settings)}`);
    if (isReadByOthers(settingsFile))
      log.say(`Others on this machine may read ${settingsFile}, which holds tokens: chmod 600 it.`);
    const unwatch = watchSettings(settingsFile, settings, {
      read: readSettings,
      changed(next) {
        log.say(changedWords(host.settings, next));
        void host.apply(next);
      },
      broken(words) {
        log.say(`${words.replace(/\n\s*/g, ' ')} The settings of before go on.`);
        host.settingsTrouble = words;
      },
    });
    const signal = once ? AbortSignal.any([options.signal, afterAll(host)]) : options.signal;
    const end = { isAllDone: true };
    try {
      signal.addEventListener('abort', () => (end.isAllDone = host.isAllDone));
      await host.run(signal);
    } finally {
      unwatch();
      await closeControl();
    }
    log.say('Ended.');
    return once && !end.isAllDone ? exitCodes.someFailed : exitCodes.done;
  } catch (error) {
    if (!(error instanceof SettingsError) && !(error instanceof UsageTrouble)) throw error;
    errors.write(`${error.message}\n`);
    return exitCodes.wrongUse;
  } finally {
    log.close();
  }
}

/** Which settings are others now, in words. */
function changedWords(before: AgentSettings, after: AgentSettings): string {
  const known = withRealFolders(after);
  const names = Object.keys(after) as (keyof AgentSettings)[];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(known[name]));
  return changed.length === 0
    ? 'The settings are as before again.'
    : `The settings changed: ${changed.join(', ')}.`;
}

function afterAll(host: AgentHost): AbortSignal {
  const end = new AbortController();
  void host.idle().then(() => end.abort());
  return end.signal;
}

function beginWords({ folders, destinations, events }: AgentSettings): string {
  const places = destinations.map(({ name }) => name).join(', ') || 'no destination yet';
  const marks = events.length === 1 ? '1 event' : `${String(events.length)} events`;
  return `watches ${folders.join(', ')} for ${places} (${marks}).`;
}
