import { parseNoSet, parseSharedSet, type NoSet, type SharedSet } from '@homeroll/protocol/shared-set';
import { untilThere, type Look, type Missing } from './until-there.ts';

/** The set as soon as the server has it, or why there never will be one. */
export function setWhenThere(address: string, look: Look): Promise<SharedSet | NoSet> {
  return untilThere(() => attempt(address), look);
}

async function attempt(address: string): Promise<SharedSet | NoSet | Missing> {
  try {
    const answer = await fetch(address, { cache: 'no-store', referrerPolicy: 'no-referrer' });
    const said: unknown = await answer.json().catch(() => undefined);
    const none = parseNoSet(said);
    if (none?.reason === 'away') return 'away';
    if (none !== undefined && none.reason !== 'not-here-yet') return none;
    return parseSharedSet(said) ?? 'waiting';
  } catch {
    return 'offline';
  }
}
