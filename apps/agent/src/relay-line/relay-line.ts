import type { Clock } from '@homeroll/core/ports/clock';
import type { Random } from '@homeroll/core/ports/random';
import type { LineMessage } from '@homeroll/protocol/relay-line';
import type { AnswerAsk } from './answer.ts';
import { AnswerDesk } from './answer-desk.ts';
import { connectionTrouble, LineHttp, type RelayAddress } from './line-http.ts';
import { pollOnce } from './line-poll.ts';
import { retryMs, type LineError, type LineState } from './line-state.ts';
import { openStream, type OpenedStream } from './line-stream.ts';

export interface RelayLineOptions extends RelayAddress {
  readonly answer: AnswerAsk;
  readonly clock: Clock;
  /** Raised when the line is no longer wanted. */
  readonly signal: AbortSignal;
  /** Told whenever it stands differently with the line. */
  readonly tell: (state: LineState) => void;
  /** Told what went wrong with one answer, in words for a log; nothing in them is secret. */
  readonly trouble?: (words: string) => void;
  /** Answers that are sent at the same time, at most. */
  readonly parallel?: number;
  readonly random?: Random;
}

/** Nothing on a stream for so long after it was asked for: something on the way gathers what should flow. */
const gatheredAfterMs = 4000;
/** While it polls, a stream is tried again after so long, and after twice as long each time, up to an hour. */
const tryStreamAfterMs = 600_000;
const longestTryMs = 3_600_000;
const usualParallel = 4;

/**
 * The device's end of the line to a relay, kept until the signal is raised; never fails: what is wrong is told, and
 * tried again. It streams where that works and polls where a proxy gathers the stream, and finds out by itself.
 * Waiting goes by the clock's ticking, so that neither a clock that is set nor a night's sleep harms it: a connection
 * on which pings are missing is given up.
 */
export function relayLine(options: RelayLineOptions): Promise<void> {
  return new KeptLine(options).run();
}

class KeptLine {
  readonly #options: RelayLineOptions;
  readonly #stop: AbortSignal;
  readonly #http: LineHttp;
  readonly #desk: AnswerDesk;
  /** Whether polling worked where streaming did not. */
  #polls = false;
  #failures = 0;

  constructor(options: RelayLineOptions) {
    const { clock, answer, signal, parallel = usualParallel, trouble = () => undefined } = options;
    this.#options = options;
    this.#stop = signal;
    this.#http = new LineHttp(options);
    this.#desk = new AnswerDesk({ http: this.#http, clock, answer, parallel, trouble });
  }

  async run(): Promise<void> {
    const isOver = (): boolean => this.#stop.aborted;
    while (!isOver()) {
      this.#options.tell({ state: 'connecting' });
      const error = this.#polls ? await this.#pollUntilItStreams() : await this.#streamOrPoll();
      if (!isOver()) await this.#pauseAfter(error);
    }
    this.#desk.close();
    this.#http.close();
  }

  async #streamOrPoll(): Promise<LineError> {
    const stream = this.#openStream();
    const waiting = new AbortController();
    const gathered = this.#options.clock
      .wait(gatheredAfterMs, waiting.signal)
      .then(() => 'gathered' as const);
    const first = await Promise.race([stream.heard.then(() => 'heard' as const), stream.ended, gathered]);
    waiting.abort();
    if (first === 'heard') return this.#follow(stream);
    if (first !== 'gathered') return first;
    stream.close();
    return this.#pollUntilItStreams();
  }

  async #follow(stream: OpenedStream): Promise<LineError> {
    this.#polls = false;
    this.#connected('stream');
    return stream.ended;
  }

  /** Meanwhile a stream is tried now and then; both tell all asks, and an ask told twice is answered once. */
  async #pollUntilItStreams(): Promise<LineError> {
    const over = new AbortController();
    const stop = AbortSignal.any([over.signal, this.#stop]);
    const streaming = this.#tryStreams(stop);
    const polling = this.#poll(stop);
    const first = await Promise.race([streaming, polling]);
    over.abort();
    return 'heard' in first ? this.#follow(first) : first;
  }

  async #poll(stop: AbortSignal): Promise<LineError> {
    let after: string | undefined;
    try {
      for (;;) {
        const news = await pollOnce({ http: this.#http, clock: this.#options.clock }, after, stop);
        if (after === undefined) this.#connected('polling');
        this.#polls = true;
        after = news.next;
        for (const ask of news.asks) this.#desk.take(ask);
        for (const id of news.withdrawn) this.#desk.withdraw(id);
      }
    } catch (error) {
      return connectionTrouble(error);
    }
  }

  /** The first stream on which something is heard; never fulfilled where there is none. */
  async #tryStreams(stop: AbortSignal): Promise<OpenedStream> {
    const isOver = (): boolean => stop.aborted;
    for (let pause = tryStreamAfterMs; !isOver(); pause = Math.min(longestTryMs, pause * 2)) {
      await this.#options.clock.wait(pause, stop);
      if (isOver()) break;
      const stream = this.#openStream();
      const late = this.#options.clock.wait(gatheredAfterMs, stop).then(() => undefined);
      const heard = stream.heard.then(() => stream);
      const first = await Promise.race([heard, late, stream.ended.then(() => undefined)]);
      if (first) return first;
      stream.close();
    }
    return new Promise(() => undefined);
  }

  #openStream(): OpenedStream {
    const stream = openStream({
      http: this.#http,
      clock: this.#options.clock,
      take: (message) => this.#take(message),
    });
    const close = (): void => stream.close();
    this.#stop.addEventListener('abort', close);
    void stream.ended.then(() => this.#stop.removeEventListener('abort', close));
    if (this.#stop.aborted) close();
    return stream;
  }

  #take(message: LineMessage): void {
    if ('ask' in message) this.#desk.take(message.ask);
    else if ('withdraw' in message) this.#desk.withdraw(message.withdraw);
  }

  #connected(by: 'stream' | 'polling'): void {
    this.#failures = 0;
    this.#options.tell({ state: 'connected', by });
  }

  async #pauseAfter({ trouble, message }: LineError): Promise<void> {
    const { clock, tell, random = Math.random } = this.#options;
    this.#failures += 1;
    this.#http.closeIdle();
    const pause = retryMs(trouble, this.#failures, random);
    tell({ state: 'away', trouble, words: message, retryMs: pause });
    await clock.wait(pause, this.#stop);
  }
}
