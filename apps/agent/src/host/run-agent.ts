import { UsageTrouble } from '../connect.ts';
import { serveControl } from '../control/serve-control.ts';
import type { Output } from '../progress/output.ts';
import type { ReadersTogether } from '../readings/joined-readings.ts';
import type { AgentSettings } from '../settings/agent-settings.ts';
import { isReadByOthers, readSettings, SettingsError } from '../settings/settings-file.ts';
import { watchSettings } from '../settings/watch-settings.ts';
import { exitCodes } from '../with-server.ts';
import { AgentHost } from './agent-host.ts';
import { jsonLog, plainLog } from './agent-log.ts';

export interface RunAgentOptions {
  readonly settingsFile: string;
  /** Journals and what else is remembered; made where it is missing. */
  readonly stateFolder: string;
  readonly readers: ReadersTogether;
  readonly json: boolean;
  readonly version: string;
  /** Raised to come to an end soon, in good order. */
  readonly signal: AbortSignal;
  readonly out: Output;
  readonly errors: Output;
}

/** Sends what the settings say, for years. Answers the exit code; what was wrong was said in words. */
export async function runAgent(options: RunAgentOptions): Promise<number> {
  const { settingsFile, stateFolder, readers, json, out, errors, signal } = options;
  const log = (json ? jsonLog : plainLog)(out);
  try {
    const settings = readSettings(settingsFile);
    const host = new AgentHost({ settings, settingsFile, stateFolder, readers, log });
    const closeControl = await serveControl(host, options);
    log.say(`Homeroll ${options.version} ${beginWords(settings)}`);
    if (isReadByOthers(settingsFile))
      log.say(`Others on this machine may read ${settingsFile}, which holds tokens: chmod 600 it.`);
    const unwatch = watchSettings(settingsFile, {
      changed(next) {
        log.say('The settings changed.');
        void host.apply(next);
      },
      broken(words) {
        log.say(`${words.replace(/\n\s*/g, ' ')} The settings of before go on.`);
        host.settingsTrouble = words;
      },
    });
    try {
      await host.run(signal);
    } finally {
      unwatch();
      await closeControl();
    }
    log.say('Ended.');
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof SettingsError) && !(error instanceof UsageTrouble)) throw error;
    errors.write(`${error.message}\n`);
    return exitCodes.wrongUse;
  } finally {
    log.close();
  }
}

function beginWords({ folders, destinations, events }: AgentSettings): string {
  const places = destinations.map(({ name }) => name).join(', ') || 'no destination yet';
  const marks = events.length === 1 ? '1 event' : `${String(events.length)} events`;
  return `watches ${folders.join(', ')} for ${places} (${marks}).`;
}
