import { afterAll, describe, expect, it } from 'vitest';
import { testServer, type TestServer } from './running-server.ts';

const servers: TestServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function serverTrusting(...trustedProxies: string[]): Promise<TestServer> {
  const server = await testServer({ trustedProxies });
  servers.push(server);
  return server;
}

async function zone(server: TestServer, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await server.request('/api/zone', { headers });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return ((await answer.json()) as { zone: unknown }).zone;
}

describe('P58 GET /api/zone', () => {
  it('tells this machine that it is at home, and whoever has a token of whatever kind', async () => {
    const server = await serverTrusting();
    expect(await zone(server)).toBe('home');
    const sharing = await server.makeToken('anna', ['share']);
    const headers = { authorization: `Bearer ${sharing}` };
    expect((await fetch(`${server.address}/api/zone`, { headers })).status).toBe(200);
    expect((await fetch(`${server.address}/api/zone`)).status).toBe(401);
  });

  it('believes no forwarded address of anybody, and lets nobody be at home by way of an unnamed proxy', async () => {
    const server = await serverTrusting();
    expect(await zone(server, { 'x-forwarded-for': '127.0.0.1' })).toBe('internet');
    expect(await zone(server, { forwarded: 'for=127.0.0.1' })).toBe('internet');
    expect(await zone(server, { via: '1.1 proxy' })).toBe('internet');
    const other = await serverTrusting('192.0.2.1', '2001:db8::/32');
    expect(await zone(other, { 'x-forwarded-for': '127.0.0.1' })).toBe('internet');
  });

  it('believes the proxies that the settings name, and only the last hop that is none of them', async () => {
    const server = await serverTrusting('127.0.0.0/8', '198.51.100.7');
    const from = (chain: string): Promise<unknown> => zone(server, { 'x-forwarded-for': chain });
    expect(await zone(server)).toBe('home');
    expect(await from('203.0.113.9')).toBe('internet');
    expect(await from('100.70.0.1')).toBe('vpn');
    expect(await from('::1')).toBe('home');
    expect(await from('203.0.113.9, 198.51.100.7')).toBe('internet');
    expect(await from('100.70.0.1, 198.51.100.7')).toBe('vpn');
    expect(await from('100.70.0.1, 203.0.113.9')).toBe('internet');
    expect(await from('unknown')).toBe('internet');
  });
});
