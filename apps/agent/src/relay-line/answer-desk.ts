import type { Clock } from '@homeroll/core/ports/clock';
import type { Ask } from '@homeroll/protocol/relay-line';
import type { AnswerAsk, LineAnswer } from './answer.ts';
import type { LineHttp } from './line-http.ts';
import { sendAnswer } from './send-answer.ts';

interface Desk {
  readonly http: LineHttp;
  readonly clock: Clock;
  readonly answer: AnswerAsk;
  /** Answers that are on their way at the same time, at most. */
  readonly parallel: number;
  /** Told what went wrong with an answer, in words. */
  readonly trouble: (words: string) => void;
}

const retriesMs = [500, 2000];

/** Answers what is asked, a few at a time, in the order in which it was asked; what is withdrawn is dropped. */
export class AnswerDesk {
  readonly #desk: Desk;
  readonly #waiting = new Map<string, Ask>();
  readonly #atWork = new Map<string, AbortController>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** The same ask may be told more than once. */
  take(ask: Ask): void {
    if (this.#atWork.has(ask.id)) return;
    this.#waiting.set(ask.id, ask);
    this.#next();
  }

  withdraw(id: string): void {
    this.#waiting.delete(id);
    this.#atWork.get(id)?.abort();
  }

  close(): void {
    for (const id of [...this.#waiting.keys(), ...this.#atWork.keys()]) this.withdraw(id);
  }

  #next(): void {
    const [ask] = this.#waiting.values();
    if (ask === undefined || this.#atWork.size >= this.#desk.parallel) return;
    this.#waiting.delete(ask.id);
    const controller = new AbortController();
    this.#atWork.set(ask.id, controller);
    void this.#work(ask, controller.signal).finally(() => {
      this.#atWork.delete(ask.id);
      // Whatever was opened for it is closed.
      controller.abort();
      this.#next();
    });
    this.#next();
  }

  async #work(ask: Ask, signal: AbortSignal): Promise<void> {
    const { clock, trouble } = this.#desk;
    for (const wait of [...retriesMs, undefined]) {
      try {
        const answer = await this.#answerTo(ask, signal);
        this.#judge(await sendAnswer(this.#desk, { ask: ask.id, answer, signal }));
        return;
      } catch (error) {
        if (signal.aborted) return;
        // No more tries: the visitor's page asks again, and then so does the relay.
        if (wait === undefined) trouble(`An answer was not sent: ${wordsOf(error)}`);
        else await clock.wait(wait, signal);
      }
    }
  }

  /** The visitor is told that it cannot be had now; why is nobody's business but ours. */
  async #answerTo(ask: Ask, signal: AbortSignal): Promise<LineAnswer> {
    try {
      return await this.#desk.answer(ask, signal);
    } catch (error) {
      if (!signal.aborted) this.#desk.trouble(`What a visitor wants cannot be read here: ${wordsOf(error)}`);
      return { head: { status: 503, length: 0, mediaType: 'application/octet-stream' } };
    }
  }

  #judge(status: number): void {
    if (status < 300 || status === 410) return;
    const words =
      status === 413
        ? 'the file is larger than the relay, or the web server in front of it, takes (docs/relay.md)'
        : `the relay answered ${String(status)}`;
    this.#desk.trouble(`An answer was not taken: ${words}`);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
