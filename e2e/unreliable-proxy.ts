import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What becomes of connections from now on. */
export type ProxyMode =
  | 'through'
  /** Nobody is there. */
  | 'refuse'
  /** Cut somewhere in the middle of what the client sends. */
  | 'cut'
  /** The server hears everything; the client never hears the answer. */
  | 'lose-answers';

/** A way to a server that can be made bad, and that counts what passes. */
export interface UnreliableProxy {
  readonly address: string;
  readonly port: number;
  mode: ProxyMode;
  /** Where it leads; may change when the server moves. */
  target: number;
  /** Bytes per second from client to server; absent: as fast as it goes. */
  rate: number | undefined;
  /** Bytes from client to server so far. */
  readonly sent: () => number;
  close(): Promise<void>;
}

export async function unreliableProxy(
  target: number,
  random: () => number = Math.random,
): Promise<UnreliableProxy> {
  const open = new Set<Socket>();
  let sent = 0;
  const server = createServer((client) => {
    if (proxy.mode === 'refuse') {
      client.destroy();
      return;
    }
    const upstream = connect(proxy.target, '127.0.0.1');
    const close = (): void => {
      for (const socket of [client, upstream]) {
        open.delete(socket);
        socket.destroy();
      }
    };
    let left = proxy.mode === 'cut' ? Math.floor(random() * 30_000) : Number.POSITIVE_INFINITY;
    client.on('data', (bytes: Buffer) => {
      left -= bytes.length;
      sent += bytes.length;
      if (left < 0 || proxy.mode === 'refuse') {
        close();
        return;
      }
      upstream.write(bytes);
      if (proxy.rate === undefined) return;
      client.pause();
      setTimeout(() => client.resume(), (bytes.length / proxy.rate) * 1000);
    });
    upstream.on('data', (bytes: Buffer) => {
      if (proxy.mode === 'lose-answers') close();
      else client.write(bytes);
    });
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', close);
      socket.on('close', close);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy: UnreliableProxy = {
    address: `http://127.0.0.1:${String(port)}`,
    port,
    mode: 'through',
    target,
    rate: undefined,
    sent: () => sent,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
