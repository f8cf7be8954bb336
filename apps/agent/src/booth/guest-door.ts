import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { BoothTrouble } from '@homeroll/protocol/booth-page';
import { guestAddress } from './guest-address.ts';
import type { BoothSettings } from './settings/booth-settings.ts';

type DoorSettings = Pick<BoothSettings, 'guestsHere' | 'guestsPort' | 'guestsAddress'>;

interface Options {
  /** The pages for guests, made anew for each opening. */
  readonly app: () => Promise<FastifyInstance>;
  /** Where the port is taken, any other does: the demonstration tells its address anyhow. */
  readonly takesAnyPort: boolean;
}

/** Milliseconds for which the machine's addresses are not asked for again: each picture's link needs them. */
const remembered = 1000;

/** The port at which guests in the same network get pictures from this machine: open or closed, as the settings say. */
export class GuestDoor {
  readonly #options: Options;
  #settings: DoorSettings | undefined;
  #app: FastifyInstance | undefined;
  #port = 0;
  #trouble: BoothTrouble | undefined;
  #found: { readonly address: string | undefined; readonly at: number } | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Why no guest gets in; `undefined` where nothing is wrong. */
  get trouble(): BoothTrouble | undefined {
    return this.#trouble;
  }

  /** Where others in the network find this machine; `undefined` where they do not. */
  get address(): string | undefined {
    if (this.#app === undefined || this.#settings === undefined) return undefined;
    const now = performance.now();
    if (this.#found === undefined || now - this.#found.at > remembered)
      this.#found = { address: guestAddress(this.#settings, this.#port), at: now };
    return this.#found.address;
  }

  /** Opens, closes or moves. A port that cannot be had is a trouble, and asked for again by the next call. */
  async follow(settings: DoorSettings): Promise<void> {
    const before = this.#settings;
    const isSame = before?.guestsHere === settings.guestsHere && before.guestsPort === settings.guestsPort;
    this.#settings = settings;
    this.#found = undefined;
    if (isSame && this.#trouble === undefined) return;
    await this.close();
    if (settings.guestsHere) await this.#open(settings.guestsPort);
  }

  async close(): Promise<void> {
    const app = this.#app;
    this.#app = undefined;
    this.#trouble = undefined;
    await app?.close();
  }

  async #open(port: number): Promise<void> {
    const app = await this.#options.app();
    try {
      await app.listen({ port, host: '0.0.0.0' });
      this.#app = app;
      this.#port = (app.server.address() as AddressInfo).port;
    } catch (error) {
      await app.close();
      const trouble = refusal(error, port);
      if (trouble === undefined) throw error;
      if (this.#options.takesAnyPort && port !== 0) await this.#open(0);
      else this.#trouble = trouble;
    }
  }
}

function refusal(error: unknown, port: number): BoothTrouble | undefined {
  const { code } = error as NodeJS.ErrnoException;
  const taken = `Another program has port ${String(port)}, so guests in this network get no pictures. End it, or choose another port (guestsPort in the settings).`;
  const forbidden = `Port ${String(port)} is not for this program’s user. Choose another one (guestsPort in the settings).`;
  if (code === 'EADDRINUSE') return { fault: 'port-taken', words: taken };
  return code === 'EACCES' ? { fault: 'port-forbidden', words: forbidden } : undefined;
}
