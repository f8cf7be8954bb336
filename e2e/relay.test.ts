import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBooth, type BoothStandIn } from './booth-stand-in.ts';
import { homeroll } from './homeroll-process.ts';
import { startRelayProcess, type RelayProcess } from './relay-process.ts';

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

const booths: BoothStandIn[] = [];
afterAll(async () => {
  for (const booth of booths) await booth.close();
});

async function boothOf(
  { address, key }: Pick<RelayProcess, 'address' | 'key'>,
  size?: number,
): Promise<BoothStandIn> {
  const booth = await startBooth({ url: address, key }, size);
  booths.push(booth);
  await booth.connected();
  return booth;
}

async function bytesOf(address: string): Promise<Buffer> {
  const answer = await fetch(address);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

describe('homeroll relay', () => {
  it('B31 says where it is and what to type in; the key is in a file of its owner’s, not in what it prints', async () => {
    expect(relay.said).toContain(relay.address);
    expect(relay.said).toContain(join(folder, 'relay.key'));
    expect(relay.said).not.toContain(relay.key);
    expect((await stat(join(folder, 'relay.key'))).mode & 0o777).toBe(0o600);
  });

  it('B31 nothing secret gets into the log, however much is logged and whatever goes wrong', async () => {
    const own = await mkdtemp(join(tmpdir(), 'homeroll-relay-'));
    const noted = await startRelayProcess(own, 0, ['--log-level', 'debug']);
    const booth = await startBooth({ url: noted.address, key: noted.key });
    await booth.connected();
    booth.stopAt = 1000;
    const visit = await fetch(`${booth.page}/1/file`);
    const refused = await fetch(`${noted.address}/line`, {
      headers: { authorization: `Bearer ${noted.key}x` },
    });
    expect(refused.status).toBe(401);
    await booth.close();
    await expect(visit.arrayBuffer()).rejects.toThrow();
    await noted.stop();
    expect(noted.logged()).toContain('a line is open');
    for (const secret of [noted.key, booth.secret, '/b/box', 'IMG-7'])
      expect(noted.logged()).not.toContain(secret);
    await rm(own, { recursive: true });
  });

  it('B30 a scan shows the picture: the relay’s page, the booth’s set, the booth’s file', async () => {
    const booth = await boothOf(relay);
    const page = await (await fetch(booth.page)).text();
    expect(page).toContain('{"ask":"set.json"}');
    const set = (await (await fetch(`${booth.page}/set.json`)).json()) as { items: { file: string }[] };
    const [item] = set.items;
    expect((await bytesOf(new URL(item?.file ?? '', `${booth.page}/`).href)).equals(booth.picture)).toBe(
      true,
    );
    expect(booth.troubles).toEqual([]);
  });

  it('a port that is taken, and options that are wrong, are told in words', async () => {
    const taken = await homeroll(['relay', '--data', folder, '--port', String(relay.port)]);
    expect([taken.code, taken.err]).toEqual([2, expect.stringMatching(/Port \d+ is taken/)]);
    const weak = await homeroll(['relay', '--data', folder], { HOMEROLL_KEY: 'changedefault!' });
    expect([weak.code, weak.err]).toEqual([2, expect.stringMatching(/HOMEROLL_KEY is not 22 or more/)]);
    expect(weak.err).not.toContain('changedefault');
    // The one that runs was not disturbed.
    expect((await fetch(relay.address)).status).toBe(200);
  });

  it('a key or a secret that is gone from its file, as after a power cut, is told in words', async () => {
    const own = await mkdtemp(join(tmpdir(), 'homeroll-relay-'));
    const key = 'k'.repeat(43);
    for (const [name, args] of [
      ['relay.key', ['relay']],
      ['relay-secret', ['serve', '--relay', 'http://127.0.0.1:9', '--relay-key', key]],
    ] as const) {
      await writeFile(join(own, name), '');
      const { code, err } = await homeroll([...args, '--data', own, '--port', '0']);
      expect([name, code, err]).toEqual([name, 2, expect.stringMatching(`^${join(own, name)} holds no`)]);
    }
    await rm(own, { recursive: true });
  });

  it.runIf(process.platform === 'linux')(
    'B33 B34 1,000 visitors wait in little memory, and one upload serves them all',
    async () => {
      const booth = await boothOf(relay, 200_000);
      const { pathname } = new URL(`${booth.page}/1/file`);
      booth.stopAt = 0;
      const before = await residentBytes(relay);
      const visitors = await Promise.all(
        Array.from({ length: 1000 }, (_, place) => visit(relay.port, pathname, `10.0.${place % 250}.1`)),
      );
      // Another one, whose answer comes after all have been read: they wait now.
      expect((await fetch(relay.address)).status).toBe(200);
      expect(visitors.filter(({ bytes }) => bytes() > 0)).toEqual([]);
      expect(((await residentBytes(relay)) - before) / 1000).toBeLessThan(100_000);
      booth.goOn();
      await expect.poll(() => visitors.filter(({ bytes }) => bytes() > 200_000).length).toBe(1000);
      expect(booth.asked).toHaveLength(1);
      for (const { socket } of visitors) socket.destroy();
    },
  );

  it('B33 200 visitors at once get it whole, by one upload', async () => {
    const booth = await boothOf(relay);
    const all = await Promise.all(Array.from({ length: 200 }, () => bytesOf(`${booth.page}/1/file`)));
    expect(all.filter((bytes) => bytes.equals(booth.picture))).toHaveLength(200);
    expect(booth.asked).toHaveLength(1);
  });
});

describe('what breaks', () => {
  it('B34 the booth’s program dies in mid-file: visitors are cut off, nothing half is kept, and it comes back', async () => {
    const booth = await boothOf(relay);
    booth.stopAt = 1_000_000;
    const visit = await fetch(`${booth.page}/1/file`);
    await booth.close();
    booths.pop();
    await expect(visit.arrayBuffer()).rejects.toThrow();
    expect((await fetch(`${booth.page}/set.json`)).status).toBe(503);
    await expect
      .poll(async () => {
        const names = await readdir(join(folder, 'spool'));
        const sizes = await Promise.all(
          names.map(async (name) => (await stat(join(folder, 'spool', name))).size),
        );
        // Files of other tests are smaller, or whole.
        return sizes.filter((size) => size > 200_000 && size < booth.picture.length);
      })
      .toEqual([]);
    const back = await startBooth({ url: relay.address, key: relay.key }, 3_000_000, booth.secret);
    booths.push(back);
    await back.connected();
    expect((await bytesOf(`${booth.page}/1/file`)).equals(back.picture)).toBe(true);
  });

  it('B34 the relay is killed and comes back: the line too, and nothing of before is left', async () => {
    const own = await mkdtemp(join(tmpdir(), 'homeroll-relay-'));
    let killed = await startRelayProcess(own);
    const booth = await boothOf(killed);
    expect((await bytesOf(`${booth.page}/1/file`)).equals(booth.picture)).toBe(true);
    const { key, port } = killed;
    await killed.stop('SIGKILL');
    await expect.poll(() => booth.states.at(-1)?.state).toBe('away');
    expect(await readdir(join(own, 'spool'))).not.toEqual([]);
    killed = await startRelayProcess(own, port);
    expect(killed.key).toBe(key);
    expect(await readdir(join(own, 'spool'))).toEqual([]);
    await expect.poll(() => booth.states.at(-1)?.state).toBe('connected');
    expect((await bytesOf(`${booth.page}/1/file`)).equals(booth.picture)).toBe(true);
    await killed.stop();
    await expect(readdir(join(own, 'spool'))).rejects.toThrow();
    await rm(own, { recursive: true });
  });

  it('B34 the relay is killed in mid-file: the visitor is cut off and served whole afterwards', async () => {
    const own = await mkdtemp(join(tmpdir(), 'homeroll-relay-'));
    let killed = await startRelayProcess(own);
    const booth = await boothOf(killed);
    booth.stopAt = 500_000;
    const visit = await fetch(`${booth.page}/1/file`);
    await killed.stop('SIGKILL');
    await expect(visit.arrayBuffer()).rejects.toThrow();
    booth.stopAt = undefined;
    killed = await startRelayProcess(own, killed.port);
    await expect.poll(() => booth.states.at(-1)?.state).toBe('connected');
    expect((await bytesOf(`${booth.page}/1/file`)).equals(booth.picture)).toBe(true);
    await killed.stop();
    await rm(own, { recursive: true });
  });
});

async function residentBytes({ child }: RelayProcess): Promise<number> {
  const status = await readFile(`/proc/${String(child.pid)}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** A visitor that costs this process next to nothing. */
function visit(port: number, path: string, from: string): Promise<{ socket: Socket; bytes: () => number }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', reject);
    socket.on('data', () => undefined);
    socket.once('connect', () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: relay\r\nX-Forwarded-For: ${from}\r\n\r\n`);
      resolve({ socket, bytes: () => socket.bytesRead });
    });
  });
}
