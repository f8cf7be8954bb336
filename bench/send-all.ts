import { Agent, request, type OutgoingHttpHeaders, type RequestOptions } from 'node:http';
import { once } from 'node:events';
import type { Sample } from './samples.ts';
import type { Receiver } from './receivers/receiver.ts';

const connections = 8;

/** Sends all, 8 at a time on connections that stay open, and answers the seconds until the last answer. */
export async function sendAll(samples: readonly Sample[], receiver: Receiver): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const waiting = samples.values();
  const send = async (): Promise<void> => {
    for (const sample of waiting) {
      const options = { agent, host: '127.0.0.1', port: receiver.port, ...receiver.requestFor(sample) };
      await sendOne(sample, options);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, send));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return seconds;
}

async function sendOne(sample: Sample, options: RequestOptions): Promise<void> {
  const sending = request({
    ...options,
    headers: { 'content-length': sample.size, ...(options.headers as OutgoingHttpHeaders) },
  });
  const answered = answer(sending);
  // Told by the await below; until then a body may still be on its way.
  answered.catch(() => undefined);
  for (const piece of sample.pieces.slice(0, -1)) if (!sending.write(piece)) await once(sending, 'drain');
  sending.end(sample.pieces.at(-1));
  await answered;
}

function answer(sending: ReturnType<typeof request>): Promise<void> {
  return new Promise((resolve, reject) => {
    sending.on('error', reject);
    sending.on('response', (response) => {
      const status = response.statusCode ?? 0;
      let text = '';
      response.on('data', (piece: Buffer) => (text += piece.toString()));
      response.on('end', () => {
        if (status >= 200 && status < 300) resolve();
        else reject(new Error(`${String(status)} ${text}`));
      });
    });
  });
}
