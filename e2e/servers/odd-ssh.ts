import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import ssh2, { type Connection, type SFTPWrapper } from 'ssh2';

/** An SSH server whose files are another matter. */
export interface OddSsh {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Connections that are open now. */
  readonly open: ReadonlySet<Socket>;
  stop(): Promise<void>;
}

/** Lets everybody in. `serve` is given the session's files, `reached` each connection before SSH begins. */
export async function startOddSsh(
  serve: ((files: SFTPWrapper) => void) | 'no files',
  reached: (socket: Socket) => 'served' | 'ignored' = () => 'served',
): Promise<OddSsh> {
  const { private: key } = ssh2.utils.generateKeyPairSync('ed25519');
  const open = new Set<Socket>();
  const ssh = new ssh2.Server({ hostKeys: [key] }, (client: Connection) => {
    client.on('error', () => undefined);
    client.on('authentication', (asked) => asked.accept());
    client.on('session', (accept) => {
      const session = accept();
      if (serve !== 'no files') session.on('sftp', (take) => serve(take()));
    });
  });
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    if (reached(socket) === 'served') ssh.injectSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...{
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      username: 'booth',
      password: 'any',
    },
    open,
    stop: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
