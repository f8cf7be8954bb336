import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';

// As in http/node-http-client.ts: an `import` of node:http would load a second HTTP client that nobody uses.
const plain = process.getBuiltinModule('node:http');

/** Requests whose bodies are streamed both ways; connections are used again. */
export class KeptConnections {
  readonly #agents = new Map<string, Agent>();

  /** Not sent yet. */
  request(url: string, options: RequestOptions): ClientRequest {
    const { protocol } = new URL(url);
    const module = protocol === 'https:' ? process.getBuiltinModule('node:https') : plain;
    const agent = this.#agents.get(protocol) ?? new module.Agent({ keepAlive: true, scheduling: 'lifo' });
    this.#agents.set(protocol, agent);
    return module.request(url, { agent, ...options });
  }

  /** Those that nobody uses at the moment are not used again. */
  closeIdle(): void {
    for (const { freeSockets } of this.#agents.values())
      for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }
}

/** The answer's head. Fails with what the connection says. The signal ends the request, and the answer with it. */
export function answerTo(request: ClientRequest, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const stop = (): void => void request.destroy(new Error('stopped'));
    signal.addEventListener('abort', stop);
    request.once('close', () => signal.removeEventListener('abort', stop));
    request.once('response', resolve);
    request.on('error', reject);
    if (signal.aborted) stop();
  });
}
