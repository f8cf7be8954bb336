import { randomBytes } from 'node:crypto';
import { request as open, type ClientRequest } from 'node:http';
import { text } from 'node:stream/consumers';

/** An old client gives up after so much silence on the queue, and after so long without an answer to an upload. */
const silenceMs = 8000;
const answerMs = 9000;

export interface QueueLine {
  readonly ping?: number;
  readonly file_identifier?: string;
  readonly filename?: null;
  readonly last_modified?: string;
  readonly status?: string;
}

interface OldBoothOptions {
  /** The address that was typed in, up to and with `dl.php`. */
  readonly url: string;
  readonly apikey: string;
  /** Versions 1 to 6 ask for their queue by GET and show no key there. */
  readonly isKeyless?: boolean;
  /** What it has; `undefined` for an id means that it has not. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/**
 * photobooth-app as the relay sees it, written from the facts of its protocol: it keeps one queue open, and for each
 * job, one after the other, posts a form with the file, which has a name and no type.
 */
export class OldBooth {
  readonly lines: QueueLine[] = [];
  /** Each chunk as it came. */
  readonly chunks: string[] = [];
  readonly answers: { readonly status: number; readonly text: string }[] = [];
  uploads = 0;
  readonly #options: OldBoothOptions;
  #queue: ClientRequest | undefined;
  #work = Promise.resolve();

  constructor(options: OldBoothOptions) {
    this.#options = options;
  }

  /** Fulfilled with the status once the queue is open; a queue that ends is not opened again. */
  connect(): Promise<number> {
    const { url, apikey, isKeyless } = this.#options;
    const form = new URLSearchParams({ action: 'upload_queue', apikey }).toString();
    return new Promise((resolve, reject) => {
      const request = isKeyless
        ? open(`${url}?action=upload_queue`, { timeout: silenceMs, agent: false })
        : open(url, {
            ...{ method: 'POST', timeout: silenceMs, agent: false },
            headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': form.length },
          });
      this.#queue = request;
      request.on('timeout', () => request.destroy(new Error('the queue was silent for too long')));
      request.on('error', reject);
      request.on('response', (answer) => {
        resolve(answer.statusCode ?? 0);
        answer.on('error', () => undefined);
        if (answer.statusCode === 200) answer.on('data', (chunk: Buffer) => this.#take(chunk.toString()));
        else answer.resume();
      });
      request.end(isKeyless ? undefined : form);
    });
  }

  disconnect(): void {
    this.#queue?.destroy();
  }

  #take(chunk: string): void {
    this.chunks.push(chunk);
    for (const line of chunk.split('\n').filter((one) => one !== '')) {
      const job = JSON.parse(line) as QueueLine;
      this.lines.push(job);
      if (job.file_identifier === undefined || job.status === undefined) continue;
      const id = job.file_identifier;
      this.#work = this.#work.then(() => this.upload(id, this.#options.files.get(id)));
    }
  }

  /** Without a file the form is url-encoded: it does not have it. */
  async upload(id: string, file: Buffer | undefined, apikey: string = this.#options.apikey): Promise<void> {
    this.uploads += 1;
    const fields = { action: 'upload', apikey, id };
    const [type, body] = file === undefined ? plainForm(fields) : multipartForm(fields, file);
    const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const headers = { 'content-type': type, 'content-length': body.length };
      const request = open(this.#options.url, { method: 'POST', agent: false, timeout: answerMs, headers });
      request.on('error', reject);
      request.on('timeout', () => request.destroy(new Error('no answer to the upload')));
      request.on('response', (said) => {
        text(said).then((words) => resolve({ status: said.statusCode ?? 0, text: words }), reject);
      });
      request.end(body);
    });
    this.answers.push(answer);
  }
}

function plainForm(fields: Record<string, string>): [type: string, body: Buffer] {
  return ['application/x-www-form-urlencoded', Buffer.from(new URLSearchParams(fields).toString())];
}

function multipartForm(fields: Record<string, string>, file: Buffer): [type: string, body: Buffer] {
  const boundary = randomBytes(16).toString('hex');
  const part = (disposition: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`;
  const plain = Object.entries(fields).map(([name, value]) => `${part(`name="${name}"`)}${value}\r\n`);
  const head = plain.join('') + part('name="upload_file"; filename="20260614-150000-123456.jpg"');
  const body = Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return [`multipart/form-data; boundary=${boundary}`, body];
}
