import type { Clock } from '@homeroll/core/ports/clock';
import {
  lineMediaType,
  lineRoutes,
  parseLineMessage,
  pingSeconds,
  type LineMessage,
} from '@homeroll/protocol/relay-line';
import { answerTo } from './kept-connections.ts';
import { connectionTrouble, troubleOf, type LineHttp } from './line-http.ts';
import { LineError } from './line-state.ts';

/** After so many pings that did not come, 10 to 15 seconds, the connection is dead, whatever the system thinks. */
const missedPings = 2;
const longestMessage = 16 * 1024;

export interface OpenedStream {
  /** Fulfilled by the first thing that is heard: it streams. Never, where the stream ends before. */
  readonly heard: Promise<void>;
  /** Fulfilled with the reason when it is over, whoever ended it. */
  readonly ended: Promise<LineError>;
  close(): void;
}

export interface StreamSetUp {
  readonly http: LineHttp;
  readonly clock: Clock;
  readonly take: (message: LineMessage) => void;
}

/** Opens the line as a stream. */
export function openStream({ http, clock, take }: StreamSetUp): OpenedStream {
  const controller = new AbortController();
  const { signal } = controller;
  let wasHeard = (): void => undefined;
  const heard = new Promise<void>((resolve) => (wasHeard = resolve));
  let missed = 0;
  const end = { isReplaced: false };

  const hear = (message: LineMessage | undefined): void => {
    missed = 0;
    wasHeard();
    if (message === undefined) return;
    if ('replaced' in message) end.isReplaced = true;
    else take(message);
  };
  const read = async (): Promise<LineError> => {
    const request = http.toRelay(lineRoutes.line, { method: 'GET', headers: { accept: lineMediaType } });
    request.end();
    const answer = await answerTo(request, signal);
    const trouble = troubleOf(answer, lineMediaType);
    if (trouble) {
      answer.resume();
      return trouble;
    }
    for await (const line of linesOf(answer)) hear(parseLineMessage(line));
    return end.isReplaced
      ? new LineError('replaced', 'Another program uses the same line. Pair one of the two anew.')
      : new LineError('cut', 'The relay ended the connection.');
  };
  const watch = async (): Promise<LineError> => {
    while (!signal.aborted && missed < missedPings) {
      missed += 1;
      await clock.wait(pingSeconds * 1000, signal);
    }
    return new LineError('silent', 'Nothing was heard of the relay any more.');
  };
  const ended = Promise.race([read().catch(connectionTrouble), watch()]).finally(() => controller.abort());
  return { heard, ended, close: () => controller.abort() };
}

async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of source) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestMessage)
      throw new LineError('no-relay', 'At this address there is no Homeroll relay.');
    yield* lines;
  }
}
