import { randomBytes } from 'node:crypto';
import type { TryAnswer } from '@homeroll/protocol/booth-page';
import { relayLine } from '../relay-line/relay-line.ts';
import type { LineState } from '../relay-line/line-state.ts';
import { systemClock } from '../system-clock.ts';

/** Milliseconds after which a line that is not there is said to be none. */
const patience = 15_000;

/** Opens a line of its own to the relay and says how it went; the booth's own line stays. */
export async function tryRelay(
  values: Readonly<Record<string, unknown>>,
): Promise<TryAnswer['steps'][number]> {
  const over = new AbortController();
  const ends = AbortSignal.any([over.signal, AbortSignal.timeout(patience)]);
  let last: LineState = { state: 'connecting' };
  await relayLine({
    url: String(values['url']),
    key: String(values['key']),
    secret: randomBytes(32).toString('base64url'),
    answer: () =>
      Promise.resolve({ head: { status: 404, length: 0, mediaType: 'application/octet-stream' } }),
    clock: systemClock,
    signal: ends,
    tell: (state) => {
      last = state;
      if (state.state !== 'connecting') over.abort();
    },
  });
  return { step: 'line', ...resultOf(last) };
}

function resultOf(line: LineState): Pick<TryAnswer['steps'][number], 'isGood' | 'told'> {
  if (line.state === 'away') return { isGood: false, told: { fault: line.trouble, words: line.words } };
  if (line.state === 'connecting')
    return {
      isGood: false,
      told: { fault: 'timeout', words: 'the relay does not answer; is its address right?' },
    };
  const words = 'A proxy on the way gathers what should stream; pictures come all the same, a little later.';
  return { isGood: true, told: line.by === 'polling' ? { fault: 'relay-polls', words } : null };
}
