import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileStore } from '@homeroll/core/ports/file-store';
import { SourceError } from '@homeroll/core/ports/source';
import type { PortalPage } from '@homeroll/core/publish/portal-upkeep';
import { UsageTrouble } from '../connect.ts';
import { SettingsError } from '../settings/settings-file.ts';
import type { Output } from '../progress/output.ts';
import { exitCodes } from '../with-server.ts';
import { boothIdOf } from './booth-id.ts';
import { boothSecrets } from './booth-secrets.ts';
import { openStore, type BoothIdentity } from './open-store.ts';
import { readBooth } from './settings/booth-file.ts';
import { boothName, type BoothSettings } from './settings/booth-settings.ts';
import type { DestinationSettings } from './settings/destination-settings.ts';

/** What every command is given that does something at one destination of the booth. */
export interface AtDestinationOptions {
  /** The destination's name in the settings. */
  readonly name: string;
  readonly settingsFile: string;
  readonly stateFolder: string;
  readonly portal: PortalPage | undefined;
  readonly json: boolean;
  readonly out: Output;
  readonly errors: Output;
}

export interface OpenDestination {
  readonly destination: DestinationSettings;
  readonly booth: BoothIdentity;
  /** `undefined` for a relay, which keeps nothing. Whoever takes it closes it. */
  readonly store: FileStore | undefined;
}

/** Opens the destination and works there. Answers the exit code; what went wrong was said in words. */
export async function atDestination(
  { name, settingsFile, stateFolder, errors }: AtDestinationOptions,
  work: (open: OpenDestination) => Promise<number>,
): Promise<number> {
  try {
    const settings = readBooth(settingsFile);
    const destination = destinationNamed(settings, name);
    const { links } = boothSecrets(stateFolder);
    const booth = { id: boothIdOf(links), name: boothName(settings), secret: links };
    return await work({ destination, booth, store: await openStore(destination, booth) });
  } catch (error) {
    const isWrongUse = error instanceof UsageTrouble || error instanceof SettingsError;
    if (isWrongUse || error instanceof SourceError) errors.write(`${error.message}\n`);
    else if (error instanceof DestinationError) errors.write(`${name}: ${error.message}\n`);
    else throw error;
    return isWrongUse ? exitCodes.wrongUse : exitCodes.someFailed;
  }
}

/** Throws `UsageTrouble` with the names that there are. */
function destinationNamed({ destinations }: BoothSettings, name: string): DestinationSettings {
  const found = destinations.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = destinations.map((one) => `“${one.name}”`).join(', ');
  throw new UsageTrouble(
    `The booth has no destination “${name}”; ${names === '' ? 'it has none yet' : `there are ${names}`}.`,
  );
}
