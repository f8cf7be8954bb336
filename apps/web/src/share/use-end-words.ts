import type { Share } from '@homeroll/protocol/shares';
import { formatDay } from '../words/format.ts';
import { useWords } from '../words/words.ts';

/** How long a link works, or since when it does no more. */
export function useEndWords(): (share: Share) => string {
  const say = useWords('share');
  return ({ expiresAt }) => {
    if (expiresAt === null) return say('until-withdrawn');
    return say(expiresAt > Date.now() ? 'until' : 'ended', { day: formatDay(expiresAt) });
  };
}
