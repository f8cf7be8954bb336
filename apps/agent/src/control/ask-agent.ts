import type { z } from 'zod';
import { controlAddress } from './control-address.ts';
import type { ControlRequest } from './control-messages.ts';

// See node-http-client.ts: an `import` would load far more of it.
const http = process.getBuiltinModule('node:http');

/** What was asked could not be done; the words say why. */
export class ControlTrouble extends Error {
  override readonly name = 'ControlTrouble';
}

/** Nobody listens. */
export class NoAgent extends ControlTrouble {
  constructor() {
    super('No agent is running here. Start one with `homeroll agent`, or `homeroll agent install` it.');
  }
}

/** Asks the agent of this state folder. Throws `NoAgent` where none runs, `ControlTrouble` with its words. */
export async function askAgent<T>(
  stateFolder: string,
  request: ControlRequest,
  expected: z.ZodType<T>,
): Promise<T> {
  const socketPath = controlAddress(stateFolder);
  if (socketPath === undefined) throw new NoAgent();
  const answer = JSON.parse(await exchange(socketPath, JSON.stringify(request))) as unknown;
  if (typeof answer === 'object' && answer !== null && 'trouble' in answer)
    throw new ControlTrouble(String(answer.trouble));
  const parsed = expected.safeParse((answer as { readonly answer?: unknown }).answer);
  if (parsed.success) return parsed.data;
  throw new ControlTrouble('The agent that runs is of another version. Start it anew.');
}

/** Whether an agent of this state folder answers. */
export async function isAgentRunning(stateFolder: string): Promise<boolean> {
  const socketPath = controlAddress(stateFolder);
  if (socketPath === undefined) return false;
  return exchange(socketPath, '{}').then(
    () => true,
    (error: unknown) => {
      if (error instanceof NoAgent) return false;
      throw error;
    },
  );
}

function exchange(socketPath: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      const isNobody = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
      reject(isNobody ? new NoAgent() : new ControlTrouble(`The agent does not answer: ${error.message}`));
    };
    const asked = http.request({ socketPath, method: 'POST', path: '/' }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve(Buffer.concat(pieces).toString()));
      response.on('error', failed);
    });
    asked.on('error', failed);
    asked.end(body);
  });
}
