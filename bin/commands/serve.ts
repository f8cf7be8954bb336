import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { renderUnicodeCompact } from 'uqr';
import { lanAddresses, startServer, type RunningServer } from '@homeroll/server/serve';
import type { CommandContext } from '../command-context.ts';
import type { Values } from '@homeroll/options/option';
import type { serveOptions } from '../options.ts';
import { portProblem } from '../port-problem.ts';
import { homeRelay } from '../home-relay.ts';
import { tendMemory } from '../tend-memory.ts';

export async function serve(values: Values<typeof serveOptions>, context: CommandContext): Promise<number> {
  const log = pino({ level: values['log-level'] }, pino.destination({ fd: 2, sync: false }));
  const relay = homeRelay({
    url: values.relay,
    key: values['relay-key'],
    dataFolder: values.data,
    log,
  });
  const server = await startServer({
    log,
    now: Date.now,
    version: context.version,
    dataFolder: values.data,
    database: values.database,
    host: values.host,
    port: values.port,
    publicUrl: values['public-url'],
    guestUrl: values['public-url'] ?? relay?.guestUrl,
    trustedProxies: values['trusted-proxies'],
    template: values['folder-template'],
    locale: values.locale,
    timeZone: values['time-zone'],
    metadata: values.metadata,
    fileBytes: values['max-file-size'],
    trashDays: values['trash-days'],
    searchPath: context.searchPath,
    pages: { web: join(context.root, 'apps/web/dist'), portal: join(context.root, 'apps/portal/dist') },
  }).catch((error: unknown) => {
    throw portProblem(error, values.port);
  });
  tendMemory();
  greet(server, resolve(values.data));
  const line = relay?.run(server.address, context.stop);
  if (!context.stop.aborted) await once(context.stop, 'abort');
  await line;
  await server.close();
  return 0;
}

/** In one piece, so that who starts the server as a process reads all of it at once. */
function greet(server: RunningServer, data: string): void {
  const lines = [`Homeroll is running: ${server.address}`, `Photos are kept in:  ${data}`];
  if (server.setupUrl !== undefined) {
    lines.push('', 'Create the administrator with this link (it works once):', `  ${server.setupUrl}`);
  }
  const { port } = new URL(server.address);
  const forPhone =
    server.networkAddresses[0] ?? lanAddresses().map((address) => `http://${address}:${port}`)[0];
  if (forPhone !== undefined) {
    const when = server.networkAddresses.length > 0 ? '' : ' (once the administrator exists)';
    lines.push(
      '',
      `On a phone in the same network${when}: ${forPhone}`,
      '',
      renderUnicodeCompact(forPhone, { border: 2 }),
    );
  }
  console.log(lines.join('\n'));
}
