import { randomBytes } from 'node:crypto';
import { request as open, type ClientRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Ask, LineMessage, LineNews } from '@homeroll/protocol/relay-line';
import { lineOf } from '@homeroll/relay/line-id';
import type { TestRelay } from './running-relay.ts';

export interface Said {
  readonly status: number;
  readonly text: string;
}

/** A device that does what the test says, and nothing by itself: the wire, written out by hand. */
export class TestDevice {
  readonly secret = randomBytes(32).toString('base64url');
  readonly #relay: Pick<TestRelay, 'address' | 'key'>;
  readonly #messages: LineMessage[] = [];
  #wake: () => void = () => undefined;
  #stream: ClientRequest | undefined;

  constructor(relay: Pick<TestRelay, 'address' | 'key'>) {
    this.#relay = relay;
  }

  /** Where visitors find a path of it. */
  address(path: string): string {
    return `${this.#relay.address}/l/${lineOf(this.secret)}${path}`;
  }

  get headers(): Record<string, string> {
    return {
      authorization: `Bearer ${this.#relay.key}`,
      'homeroll-line': this.secret,
      'homeroll-line-version': '1',
    };
  }

  /** Opens the stream; fulfilled by its first ping. */
  async connect(): Promise<void> {
    const request = open(`${this.#relay.address}/line`, { headers: this.headers, agent: false });
    this.#stream = request;
    request.on('error', () => undefined);
    request.on('response', (answer) => {
      let rest = '';
      answer.on('error', () => undefined);
      answer.on('data', (piece: Buffer) => {
        const lines = (rest + piece.toString()).split('\n');
        rest = lines.pop() ?? '';
        this.#messages.push(...lines.map((line) => JSON.parse(line) as LineMessage));
        this.#wake();
      });
    });
    request.end();
    await this.heard((message) => 'ping' in message);
  }

  disconnect(): void {
    this.#stream?.destroy();
  }

  /** The first message of that kind that was not taken yet, as soon as it comes. */
  async heard<Kind extends LineMessage>(isIt: (message: LineMessage) => message is Kind): Promise<Kind>;
  async heard(isIt: (message: LineMessage) => boolean): Promise<LineMessage>;
  async heard(isIt: (message: LineMessage) => boolean): Promise<LineMessage> {
    for (;;) {
      const place = this.#messages.findIndex(isIt);
      const [found] = place < 0 ? [] : this.#messages.splice(place, 1);
      if (found) return found;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async asked(): Promise<Ask> {
    return (await this.heard((message) => 'ask' in message)).ask;
  }

  /** How many asks were told and not taken. */
  get unread(): number {
    return this.#messages.filter((message) => 'ask' in message).length;
  }

  async poll(wait: number, after?: string): Promise<LineNews> {
    const query = `wait=${wait}${after === undefined ? '' : `&after=${after}`}`;
    const answer = await fetch(`${this.#relay.address}/line?${query}`, { headers: this.headers });
    return (await answer.json()) as LineNews;
  }

  /** The whole answer at once. */
  answer(ask: Ask, body: Buffer | string, headers: Record<string, string> = {}): Promise<Said> {
    const sending = this.begin(ask, {
      'homeroll-answer-length': String(Buffer.byteLength(body)),
      ...headers,
    });
    sending.request.end(body);
    return sending.said;
  }

  /** An answer whose bytes the test sends as it likes. */
  begin(ask: Ask, headers: Record<string, string>): { request: ClientRequest; said: Promise<Said> } {
    const own = { 'homeroll-answer-status': '200', 'content-type': 'image/jpeg' };
    const request = open(`${this.#relay.address}/line/answers/${ask.id}`, {
      method: 'PUT',
      agent: false,
      headers: { ...this.headers, ...own, ...headers },
    });
    const said = new Promise<Said>((resolve, reject) => {
      request.on('error', reject);
      request.on('response', (answer) => {
        text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, text: body }), reject);
      });
    });
    said.catch(() => undefined);
    return { request, said };
  }
}
