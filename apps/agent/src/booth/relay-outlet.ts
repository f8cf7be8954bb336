import type { BoothFile } from '@homeroll/core/publish/publishing';
import type { BoothDestination } from '@homeroll/protocol/booth-page';
import { routes } from '@homeroll/protocol/routes';
import { answerFromLocal } from '../relay-line/answer-from-local.ts';
import { guestBase, type RelayAddress } from '../relay-line/line-http.ts';
import type { LineState } from '../relay-line/line-state.ts';
import { relayLine } from '../relay-line/relay-line.ts';
import { systemClock } from '../system-clock.ts';
import type { Outlet } from './outlet.ts';

interface Options {
  readonly name: string;
  readonly relay: RelayAddress;
  readonly boothId: string;
  readonly showsCode: boolean;
  /** Where this machine answers for guests: `http://127.0.0.1:4483`. */
  readonly localOrigin: string;
  readonly changed: () => void;
}

/** A relay on a public host: it holds nothing, and asks for a picture when a guest wants it. */
export class RelayOutlet implements Outlet {
  readonly name: string;
  readonly #options: Options;
  #line: LineState = { state: 'connecting' };
  #changedAt = Date.now();
  #done = 0;

  constructor(options: Options) {
    this.name = options.name;
    this.#options = options;
  }

  linkFor({ key }: BoothFile): string | undefined {
    const { relay, boothId, showsCode } = this.#options;
    return showsCode ? guestBase(relay) + routes.boothPage(boothId, key) : undefined;
  }

  /** What is here can be had there, as long as the line holds. */
  isThere(): boolean {
    return this.#line.state === 'connected';
  }

  get status(): BoothDestination {
    const line = this.#line;
    const trouble =
      line.state === 'away'
        ? {
            ...{ fault: line.trouble, words: line.words },
            ...{ at: this.#changedAt, nextTry: this.#changedAt + line.retryMs },
          }
        : null;
    return {
      ...{ name: this.name, kind: 'relay', waiting: 0, failed: 0, done: this.#done, sending: [], trouble },
      state: trouble !== null ? 'trouble' : line.state === 'connected' ? 'fine' : 'busy',
      checkedAt: null,
    };
  }

  look(...[{ files }]: Parameters<Outlet['look']>): void {
    this.#done = files.length;
  }

  retry(): void {
    // The line tries again by itself, at the latest after a minute.
  }

  async run(signal: AbortSignal): Promise<void> {
    const { relay, localOrigin, changed } = this.#options;
    await relayLine({
      ...relay,
      answer: answerFromLocal(localOrigin),
      clock: systemClock,
      signal,
      tell: (state) => {
        this.#line = state;
        this.#changedAt = Date.now();
        changed();
      },
    });
  }
}
