import type { Clock } from '@homeroll/core/ports/clock';
import { lineNewsSchema, lineRoutes, type LineNews } from '@homeroll/protocol/relay-line';
import { answerTo } from './kept-connections.ts';
import { connectionTrouble, textOf, troubleOf, type LineHttp } from './line-http.ts';
import { LineError } from './line-state.ts';

/** Seconds that one request waits for news: less than proxies allow. */
const waitSeconds = 25;
const graceSeconds = 10;

/** Asks once for news since `after` and waits for them; the first time, without `after`, just for what is there. */
export async function pollOnce(
  { http, clock }: { http: LineHttp; clock: Clock },
  after: string | undefined,
  stop: AbortSignal,
): Promise<LineNews> {
  const controller = new AbortController();
  const signal = AbortSignal.any([controller.signal, stop]);
  const query = new URLSearchParams(
    after === undefined ? { wait: '0' } : { wait: String(waitSeconds), after },
  );
  const ask = async (): Promise<LineNews> => {
    const request = http.toRelay(`${lineRoutes.line}?${query.toString()}`, { method: 'GET' });
    request.end();
    const answer = await answerTo(request, signal);
    const trouble = troubleOf(answer, 'application/json');
    if (trouble) answer.resume();
    if (trouble) throw trouble;
    return newsIn(await textOf(answer));
  };
  const overdue = async (): Promise<never> => {
    await clock.wait((waitSeconds + graceSeconds) * 1000, signal);
    throw new LineError('silent', 'Nothing was heard of the relay any more.');
  };
  try {
    return await Promise.race([ask(), overdue()]);
  } catch (error) {
    throw connectionTrouble(error);
  } finally {
    controller.abort();
  }
}

function newsIn(text: string): LineNews {
  try {
    return lineNewsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new LineError('no-relay', 'At this address there is no Homeroll relay.', { cause });
  }
}
