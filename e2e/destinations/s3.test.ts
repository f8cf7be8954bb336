import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FileStore } from '@homeroll/core/ports/file-store';
import { nodeHttpClient, type NodeHttpClient } from '@homeroll/destinations/http/node-http-client';
import { childrenOf, parseXml } from '@homeroll/destinations/http/parse-xml';
import { askS3, type S3Bucket } from '@homeroll/destinations/s3/s3-bucket';
import { captivePortal } from '../servers/odd-web.ts';
import { hasSwift, startSwiftS3, type S3Server } from '../servers/swift-s3.ts';
import { unreliableProxy } from '../unreliable-proxy.ts';
import { fileOf, flat, growthOfBigPut, opened, pathOf } from './opened.ts';

const path = pathOf('party/one.mp4');
const large = 70_000_000;
let store: FileStore;

function eachWay(asked: FileStore): (() => Promise<unknown>)[] {
  return [
    () => asked.put(path, fileOf(1000)),
    () => asked.put(path, fileOf(large)),
    () => asked.stat(path),
    () => asked.read(path)[Symbol.asyncIterator]().next(),
    () => asked.remove(path),
  ];
}

describe.skipIf(!hasSwift)('S3 (needs OpenStack Swift)', () => {
  let server: S3Server;
  let http: NodeHttpClient;
  let bucket: S3Bucket;
  beforeAll(async () => {
    server = await startSwiftS3();
    http = nodeHttpClient({ connections: 2 });
    bucket = { ...server, http, bucket: 'booth', address: `${server.endpoint}/booth` };
    await askS3(bucket, { method: 'PUT', key: '', takes: [200] });
  });
  afterAll(async () => {
    http.close();
    await server.stop();
  });
  beforeEach(() => open());
  afterEach(async () => {
    await store.remove(path).catch(() => undefined);
    await store.close();
  });

  async function open(more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    store = await opened('s3', { ...server, bucket: 'booth', ...more });
  }

  async function uploadsLeft(): Promise<number> {
    const query = { uploads: '' };
    const { text } = await askS3(bucket, { method: 'GET', key: '', query, takes: [200] });
    return childrenOf(parseXml(text), 'Upload').length;
  }

  it.each([
    ['a wrong secret', { secretAccessKey: 'wrong' }, 'refused-login', /secret key is not right/],
    ['a wrong access key', { accessKeyId: 'test:nobody' }, 'refused-login', /access key/],
    ['a bucket that is not there', { bucket: 'other' }, 'protocol', /no bucket “other”/],
    ['another region', { region: 'eu-central-1' }, 'protocol', /another region \(us-east-1\).*eu-central-1/],
  ])('says what is wrong with %s', async (_what, given, fault, words) => {
    await open(given);
    const message = expect.stringMatching(words) as string;
    for (const ask of eachWay(store)) {
      await expect(ask()).rejects.toMatchObject({ fault, message });
    }
  });

  it('meets a connection that dies in the middle, shows nothing of the file, and makes it good', async () => {
    const proxy = await unreliableProxy(Number(new URL(server.endpoint).port), () => 0.9);
    proxy.mode = 'cut';
    await open({ endpoint: proxy.address });
    await expect(store.put(path, fileOf(3_000_000))).rejects.toMatchObject({ fault: 'unreachable' });
    proxy.mode = 'through';
    expect(await store.stat(path)).toBeUndefined();
    await store.put(path, fileOf(3_000_000));
    expect(await store.stat(path)).toEqual({ size: 3_000_000 });
    await proxy.close();
  });

  it('goes on with a large file in another process, by what its parts hold', async () => {
    const proxy = await unreliableProxy(Number(new URL(server.endpoint).port));
    await open({ endpoint: proxy.address });
    const progress = (bytes: number): void => {
      if (bytes > 60_000_000) proxy.mode = 'refuse';
    };
    await expect(store.put(path, fileOf(large, { progress }))).rejects.toMatchObject({
      fault: 'unreachable',
    });
    proxy.mode = 'through';
    const before = proxy.sent();
    await store.close();
    await open({ endpoint: proxy.address });
    await store.put(path, fileOf(large));
    expect(proxy.sent() - before).toBeLessThan(large - 45_000_000);
    expect(await store.stat(path)).toEqual({ size: large });
    expect(await uploadsLeft()).toBe(0);
    await proxy.close();
  });

  it('leaves no parts of a file that changed, nor of one that is removed', async () => {
    const short = { open: (offset: number) => fileOf(large - 1).open(offset) };
    await expect(store.put(path, fileOf(large, short))).rejects.toMatchObject({ fault: 'hash-mismatch' });
    expect(await uploadsLeft()).toBe(0);
    const isLate = new AbortController();
    const progress = (bytes: number): void => {
      if (bytes > 20_000_000) isLate.abort();
    };
    await expect(store.put(path, fileOf(large, { progress }), isLate.signal)).rejects.toThrow();
    expect(await uploadsLeft()).toBe(1);
    await store.remove(path);
    expect(await uploadsLeft()).toBe(0);
  });

  it('sends a large file without holding it in memory', async () => {
    expect(await growthOfBigPut(store, 1024 ** 3)).toBeLessThan(flat);
  });
});

it.each(['page', 'redirect'] as const)('the %s of a captive portal is no S3', async (how) => {
  const portal = await captivePortal(how);
  const key = { accessKeyId: 'id', secretAccessKey: 'secret', bucket: 'booth' };
  store = await opened('s3', { ...key, endpoint: portal.address });
  for (const ask of eachWay(store)) {
    await expect(ask()).rejects.toMatchObject({ fault: 'protocol' });
  }
  await store.close();
  await portal.stop();
});
