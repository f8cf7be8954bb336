import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { readFile } from 'node:fs/promises';
import { makeCertificate } from './certificate.ts';
import { temporaryFolder } from './server-program.ts';

/** Something on the way to a server, or in its place. */
export interface OddWeb {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** A network that answers everything with the page to log in to it, or sends all on to that page. */
export function captivePortal(how: 'page' | 'redirect'): Promise<OddWeb> {
  return oddWeb((request, response) => {
    request.resume();
    if (how === 'page')
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Welcome!<p>Log in');
    else response.writeHead(302, { location: 'http://login.example.net/?token=secret' }).end();
  });
}

/** Whatever answers so. */
export async function oddWeb(listener: RequestListener): Promise<OddWeb> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What many put before a server at home: it speaks TLS, and the server behind it does not know. */
export async function tlsProxy(target: string): Promise<OddWeb> {
  const own = await temporaryFolder('tls-proxy');
  const { certificate, key } = makeCertificate(own.path);
  const [cert, secret] = await Promise.all([readFile(certificate), readFile(key)]);
  const { port, pathname } = new URL(target);
  const server = createSecureServer({ cert, key: secret }, (client) => {
    const upstream = connect(Number(port), '127.0.0.1');
    client.pipe(upstream).pipe(client);
    for (const [one, other] of [[client, upstream] as const, [upstream, client] as const]) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `https://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    stop: async () => {
      server.close();
      await own.remove();
    },
  };
}
