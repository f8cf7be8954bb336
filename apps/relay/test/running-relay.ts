import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startRelay, type RelayOptions, type RunningRelay } from '@homeroll/relay/serve-relay';

export interface TestRelay extends RunningRelay {
  readonly dataFolder: string;
}

export const portalPage = '<!doctype html><html><head><title>portal</title></head><body></body></html>';

/** A real relay on a folder of its own. */
export async function testRelay(settings: Partial<RelayOptions> = {}): Promise<TestRelay> {
  const dataFolder = settings.dataFolder ?? (await mkdtemp(join(tmpdir(), 'homeroll-relay-')));
  const portalFile = join(dataFolder, 'portal.html');
  await writeFile(portalFile, portalPage);
  const relay = await startRelay({
    ...{ host: '127.0.0.1', port: 0, dataFolder, key: undefined, portalFile, trustedProxies: [] },
    ...{ cacheBytes: 2 ** 30, cacheAgeMs: 24 * 3_600_000, fileBytes: 2 ** 28, oldBooths: 'on' },
    log: pino({ level: 'silent' }),
    ...settings,
  });
  return {
    ...relay,
    dataFolder,
    close: async () => {
      await relay.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** A clock that stands still until it is moved. */
export function movedClock(): { now: () => number; move: (ms: number) => void } {
  let time = 1_000_000;
  return { now: () => time, move: (ms) => (time += ms) };
}
