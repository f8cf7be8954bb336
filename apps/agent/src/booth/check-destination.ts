import type { FileStore } from '@homeroll/core/ports/file-store';
import { checkStore, type ClauseResult } from '@homeroll/destinations/check-store';
import type { TryAnswer, TryStep } from '@homeroll/protocol/booth-page';
import { exitCodes } from '../with-server.ts';
import { atDestination, type AtDestinationOptions } from './at-destination.ts';
import { tryDestination } from './try-destination.ts';

export interface CheckOptions extends AtDestinationOptions {
  /** Raised to come to an end soon; what was put there is cleared away first. */
  readonly signal: AbortSignal;
}

/**
 * Holds a destination to the whole contract, on the user's own account, and then does once what the booth will do.
 * Answers the exit code: 1 where a promise is broken.
 */
export function checkDestination(options: CheckOptions): Promise<number> {
  const { portal, signal } = options;
  return atDestination(options, async ({ destination, booth, store }) => {
    const broken = store === undefined ? 0 : await contractAt(store, options);
    if (signal.aborted) return exitCodes.someFailed;
    const { steps } = await tryDestination(destination, { booth, portal });
    for (const step of steps) tellStep(options, step);
    const areAllGood = broken === 0 && steps.every(({ isGood }) => isGood);
    return areAllGood ? exitCodes.done : exitCodes.someFailed;
  });
}

/** How many promises are broken there. */
async function contractAt(store: FileStore, options: CheckOptions): Promise<number> {
  let broken = 0;
  try {
    for await (const result of checkStore({ store, signal: options.signal })) {
      if (result.result === 'broken') broken += 1;
      tellClause(options, result);
    }
    return broken;
  } finally {
    await store.close();
  }
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

function tellStep({ json, out }: CheckOptions, { step, isGood, told }: TryAnswer['steps'][number]): void {
  const words = told?.words ?? null;
  if (json) out.write(`${JSON.stringify({ event: 'step', step, isGood, words })}\n`);
  else out.write(`  ${isGood ? '✓' : '✗'} ${stepWords[step]}${words === null ? '' : `: ${words}`}\n`);
}
