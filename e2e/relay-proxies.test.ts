import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBooth, type BoothStandIn } from './booth-stand-in.ts';
import { startRelayProcess, type RelayProcess } from './relay-process.ts';
import { hasProxy, startRelayProxy, type ProxyKind, type RelayProxy } from './servers/relay-proxies.ts';

let folder = '';
let relay: RelayProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-relay-'));
  relay = await startRelayProcess(folder, 0, ['--trusted-proxies', '127.0.0.1']);
});
afterAll(async () => {
  await relay.stop();
  await rm(folder, { recursive: true, force: true });
});

const kinds = Object.keys(hasProxy) as ProxyKind[];

describe.each(kinds)('B36 behind %s, as docs/relay.md sets it up', (kind) => {
  const isHere = hasProxy[kind];
  let proxy: RelayProxy;
  let booth: BoothStandIn;
  beforeAll(async () => {
    if (!isHere) return;
    proxy = await startRelayProxy(kind, relay.port);
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), proxy.certificate]);
    booth = await startBooth({ url: proxy.url, key: relay.key });
  });
  afterAll(async () => {
    if (!isHere) return;
    await booth.close();
    await proxy.stop();
  });

  it.skipIf(!isHere)(`the line finds its way (needs ${kind})`, async () => {
    expect(await booth.connected()).toBe(kind === 'nginx that gathers' ? 'polling' : 'stream');
  });

  it.skipIf(!isHere)(`a picture of 3 MB comes through whole, and in parts (needs ${kind})`, async () => {
    await booth.connected();
    const file = `${booth.page}/1/file`;
    const whole = await fetch(file);
    expect(whole.headers.get('content-length')).toBe(String(booth.picture.length));
    expect(Buffer.from(await whole.arrayBuffer()).equals(booth.picture)).toBe(true);
    const part = await fetch(file, { headers: { range: 'bytes=1000-1999' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 1000-1999/${booth.picture.length}`,
    ]);
    expect(Buffer.from(await part.arrayBuffer()).equals(booth.picture.subarray(1000, 2000))).toBe(true);
    expect((await fetch(file, { method: 'HEAD' })).headers.get('etag')).toBe('"1"');
    expect((await fetch(file, { headers: { 'if-none-match': '"1"' } })).status).toBe(304);
    expect([booth.asked.length, booth.troubles]).toEqual([1, []]);
  });

  // What follows needs a stream, and old booths know no other way.
  if (kind === 'nginx that gathers') return;

  it.skipIf(!isHere)(
    `the visitor has the first bytes before the booth has sent the last (needs ${kind})`,
    async () => {
      await booth.connected();
      booth.stopAt = 1_000_000;
      const answer = await fetch(`${booth.page}/2/file`);
      const reader = answer.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
      const { value } = await reader.read();
      expect(Buffer.from(value ?? []).equals(booth.picture.subarray(0, value?.length))).toBe(true);
      booth.stopAt = undefined;
      await reader.cancel();
    },
  );

  it.skipIf(!isHere)(`B35 an old booth finds dl.php, at two slashes too (needs ${kind})`, async () => {
    for (const path of ['/dl.php', '//dl.php']) {
      const answer = await fetch(`${proxy.url}${path}?action=info`, { redirect: 'manual' });
      expect([path, answer.status]).toEqual([path, 200]);
      expect(await answer.json()).toMatchObject({ version: 2 });
    }
    const form = new URLSearchParams({ action: 'upload_queue', apikey: relay.key });
    const queue = await fetch(`${proxy.url}/dl.php`, { method: 'POST', body: form });
    expect(queue.status).toBe(200);
    await queue.body?.cancel();
  });
});
