import { createHash, randomBytes, randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { madePhoto } from '../apps/server/test/made-photo.ts';

/** What was sent, and what the server acknowledged to somebody who was not killed: hashes. */
export interface Notes {
  readonly sent: Set<string>;
  readonly acknowledged: Set<string>;
  /** Answers that were refusals: problem codes. */
  readonly refused: string[];
}

export interface NotingOptions {
  readonly address: string;
  readonly token: string;
  readonly signal: AbortSignal;
  /** Bytes of the next photo. */
  readonly size: () => number;
  /** Milliseconds between two photos. */
  readonly breath: number;
}

export function newNotes(): Notes {
  return { sent: new Set(), acknowledged: new Set(), refused: [] };
}

/** Sends new photos one after the other until told to stop, and notes every answer. No answer is no promise. */
export async function sendAndNote(notes: Notes, options: NotingOptions): Promise<void> {
  const { bytes: jpeg } = await madePhoto();
  while (!options.signal.aborted) {
    const bytes = Buffer.concat([jpeg, randomBytes(options.size())]);
    const hash = createHash('sha256').update(bytes).digest('hex');
    notes.sent.add(hash);
    try {
      const answer = await fetch(`${options.address}/api/media/${hash}`, {
        method: 'PUT',
        body: bytes,
        headers: {
          authorization: `Bearer ${options.token}`,
          'homeroll-file-name': `noted ${String(randomInt(50))}.jpg`.replace(' ', '%20'),
          'homeroll-title': 'Noted',
        },
        signal: options.signal,
      });
      const body = (await answer.json()) as { hash?: string; code?: string };
      if (answer.ok && body.hash === hash) notes.acknowledged.add(hash);
      else notes.refused.push(body.code ?? String(answer.status));
    } catch {
      // The server died under this request.
      await pause(20);
    }
    await pause(options.breath);
  }
}
