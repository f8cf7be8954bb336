import { randomBytes } from 'node:crypto';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileStore } from '@homeroll/core/ports/file-store';
import type { PortalPage } from '@homeroll/core/publish/portal-upkeep';
import { checkStore, type ClauseResult } from '@homeroll/destinations/check-store';
import type { TryAnswer, TryStep } from '@homeroll/protocol/booth-page';
import { UsageTrouble } from '../connect.ts';
import type { Output } from '../progress/output.ts';
import { exitCodes } from '../with-server.ts';
import { boothIdOf } from './booth-id.ts';
import { boothSecrets } from './booth-secrets.ts';
import { openStore } from './open-store.ts';
import type { BoothSettings } from './settings/booth-settings.ts';
import { destinationNamed } from './share-at.ts';
import { tryDestination } from './try-destination.ts';

export interface CheckOptions {
  readonly name: string;
  readonly settings: BoothSettings;
  readonly stateFolder: string;
  readonly portal: PortalPage | undefined;
  readonly json: boolean;
  /** Raised to come to an end soon; what was put there is cleared away first. */
  readonly signal: AbortSignal;
  readonly out: Output;
  readonly errors: Output;
}

/**
 * Holds a destination to the whole contract, on the user's own account, and then does once what the booth will do.
 * Answers the exit code: 1 where a promise is broken.
 */
export async function checkDestination(options: CheckOptions): Promise<number> {
  const { name, settings, stateFolder, portal, signal, errors } = options;
  try {
    const destination = destinationNamed(settings, name);
    const { links } = boothSecrets(stateFolder);
    const booth = { id: boothIdOf(links), name, secret: links };
    const store = await openStore(destination, booth);
    const broken = store === undefined ? 0 : await contractAt(store, options);
    if (signal.aborted) return exitCodes.someFailed;
    const { steps } = await tryDestination(destination, { booth, portal });
    for (const step of steps) tellStep(options, step);
    const areAllGood = broken === 0 && steps.every(({ isGood }) => isGood);
    return areAllGood ? exitCodes.done : exitCodes.someFailed;
  } catch (error) {
    if (error instanceof UsageTrouble) {
      errors.write(`${error.message}\n`);
      return exitCodes.wrongUse;
    }
    if (!(error instanceof DestinationError)) throw error;
    errors.write(`${name}: ${error.message}\n`);
    return exitCodes.someFailed;
  }
}

/** How many promises are broken there. */
async function contractAt(store: FileStore, options: CheckOptions): Promise<number> {
  let broken = 0;
  for await (const result of checkStore({ store, signal: options.signal, makeFile })) {
    if (result.result === 'broken') broken += 1;
    tellClause(options, result);
  }
  return broken;
}

/** Begins as a JPEG does, because a place may take photos only. */
function makeFile(size: number): Uint8Array {
  const head = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
  return Buffer.concat([head, randomBytes(Math.max(0, size - head.length))]).subarray(0, size);
}

function tellClause({ json, out }: CheckOptions, clause: ClauseResult): void {
  if (json) out.write(`${JSON.stringify({ event: 'clause', ...clause })}\n`);
  else if (clause.result === 'kept') out.write(`  ✓ ${clause.says}\n`);
  else if (clause.result === 'broken') out.write(`  ✗ ${clause.says}: ${clause.seen}\n`);
  else out.write(`  – ${clause.says} (${clause.because})\n`);
}

const stepWords: Readonly<Record<TryStep, string>> = {
  write: 'a picture can be put there',
  publish: 'the folder can be made public',
  guest: 'guests can get at it',
  portal: 'the portal is there',
  remove: 'it can be deleted there',
  line: 'the relay answers',
};

function tellStep({ json, out }: CheckOptions, { step, isGood, words }: TryAnswer['steps'][number]): void {
  if (json) out.write(`${JSON.stringify({ event: 'step', step, isGood, words })}\n`);
  else out.write(`  ${isGood ? '✓' : '✗'} ${stepWords[step]}${words === null ? '' : `: ${words}`}\n`);
}
