import type { Ask } from '@homeroll/protocol/relay-line';

/** The way to one device, whichever protocol it speaks. */
export interface DeviceLine {
  /** Whether the device hears what it is told now. */
  isThere(): boolean;
  /** Told now, or as soon as the device is there, until it is forgotten. */
  tell(ask: Ask): void;
  /** Nobody waits for it any more, or it is being answered. */
  forget(ask: string, why: 'answered' | 'withdrawn'): void;
  /** It was asked and stayed silent: the connection may be dead although nothing said so. */
  doubt(askedAt: number): void;
}
