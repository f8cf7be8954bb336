import type { OutgoingHttpHeaders } from 'node:http';
import type { Sample } from '../samples.ts';

/** A running server that takes files in by HTTP on loopback. */
export interface Receiver {
  readonly port: number;
  readonly processId: number;
  requestFor(sample: Sample): Request;
  stop(): Promise<void>;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
}

/** Starts it on an empty folder. */
export type StartReceiver = (folder: string) => Promise<Receiver>;
