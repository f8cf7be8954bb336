import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Client, FTPContext, FTPError, type FTPResponse } from 'basic-ftp';
import { DestinationError } from '@homeroll/core/ports/destination-error';

/** Milliseconds that the control connection is given to say why the data connection broke. */
const explanation = 2000;

/**
 * basic-ftp gives up the control connection when the data connection breaks, and with it the reply that says why:
 * a server whose disk is full, or that has no such folder, closes the one before it answers on the other.
 */
export class CalmClient extends Client {
  override readonly ftp: FTPContext;

  constructor(timeout: number) {
    super(timeout);
    this.ftp = new CalmContext(timeout);
  }

  /** basic-ftp itself waits for ever for a server that agrees to speak TLS and does not begin. */
  override async useTLS(...asked: Parameters<Client['useTLS']>): Promise<FTPResponse> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_resolve, reject) => {
      const giveUp = (): void => reject(new DestinationError('timeout', 'it does not answer any more'));
      timer = setTimeout(giveUp, this.ftp.timeout);
    });
    try {
      return await Promise.race([super.useTLS(...asked), silence]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * The reply to a transfer whose data connection broke; the error of that where none comes. Not waited for, it would
   * be taken for the reply to the next command.
   */
  async reasonFor(error: unknown): Promise<unknown> {
    if (error instanceof FTPError || this.closed) return error;
    const timer = setTimeout(() => this.close(), explanation);
    try {
      await this.ftp.handle(undefined, (reply: FTPResponse | Error, task) => {
        if (reply instanceof Error) task.reject(reply);
        else if (reply.code >= 200) task.resolve(reply);
      });
      return error;
    } catch (reply) {
      return reply instanceof FTPError ? reply : error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Pieces whose end by a broken connection is no error of theirs: basic-ftp would take it for one, and hang up. */
export function calmSource(pieces: AsyncIterable<Uint8Array>): Readable {
  const source = Readable.from(pieces, { objectMode: false, highWaterMark: 256 * 1024 });
  const end = source._destroy.bind(source);
  source._destroy = (_error, done) => end(null, () => done(null));
  return source;
}

class CalmContext extends FTPContext {
  protected override _setupDefaultErrorHandlers(socket: Socket, identifier: string): void {
    if (identifier !== 'data socket') super._setupDefaultErrorHandlers(socket, identifier);
    // Whoever uses the data connection learns of it.
    else socket.on('error', () => undefined);
  }
}
