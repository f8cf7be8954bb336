import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rights } from '@homeroll/protocol/accounts';
import { password, testServer, type TestServer } from './running-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await testServer({ withoutUser: true });
});
afterAll(() => server.close());

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.address + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
}

async function code(answer: Response): Promise<string> {
  return ((await answer.json()) as { code: string }).code;
}

function cookieOf(answer: Response): string {
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

describe('first start', () => {
  it('makes the administrator by the one-time link, once', async () => {
    const secret = new URL(server.setupUrl ?? '').hash.replace('#setup=', '');
    expect(await (await fetch(`${server.address}/api/info`)).json()).toMatchObject({
      product: 'homeroll',
      needsSetup: true,
    });
    expect(await code(await post('/api/setup', { secret: 'guess', user: 'eve', password }))).toBe('expired');
    expect(await code(await post('/api/setup', { secret, user: 'anna', password: 'short' }))).toBe(
      'bad-request',
    );
    const made = await post('/api/setup', { secret, user: 'anna', password });
    expect(made.status).toBe(201);
    expect(await made.json()).toEqual({ user: 'anna', rights });
    expect(made.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax/);
    expect(await code(await post('/api/setup', { secret, user: 'eve', password }))).toBe('expired');
    expect(await (await fetch(`${server.address}/api/info`)).json()).toMatchObject({ needsSetup: false });
  });
});

describe('signing in', () => {
  it('answers a wrong name and a wrong password alike', async () => {
    expect(await code(await post('/api/session', { user: 'anna', password: 'wrong' }))).toBe('login-refused');
    expect(await code(await post('/api/session', { user: 'nobody', password }))).toBe('login-refused');
  });

  it('keeps a session in a cookie; a change needs a header that no foreign form can send', async () => {
    const cookie = cookieOf(await post('/api/session', { user: 'ANNA', password }));
    const me = await fetch(`${server.address}/api/session`, { headers: { cookie } });
    expect(await me.json()).toMatchObject({ user: 'anna' });
    const wanted = { label: 'phone', rights: ['upload'] };
    expect((await post('/api/tokens', wanted, { cookie })).status).toBe(403);
    expect((await post('/api/tokens', wanted, { cookie, 'homeroll-request': '1' })).status).toBe(201);
    await fetch(`${server.address}/api/session`, {
      method: 'DELETE',
      headers: { cookie, 'homeroll-request': '1' },
    });
    expect((await fetch(`${server.address}/api/session`, { headers: { cookie } })).status).toBe(401);
  });

  it('is slowed down after ten tries in a minute', async () => {
    const tries = await Promise.all(
      Array.from({ length: 15 }, () => post('/api/session', { user: 'anna', password: 'x' })),
    );
    expect(tries.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(5);
  });
});

describe('device tokens', () => {
  it('are shown once, carry no more rights than asked for, and can be taken back', async () => {
    const admin = await server.makeToken('anna', ['upload', 'view']);
    const headers = { authorization: `Bearer ${admin}` };
    expect(await code(await post('/api/tokens', { label: 'x', rights: ['administer'] }, headers))).toBe(
      'forbidden',
    );
    const made = (await (
      await post('/api/tokens', { label: 'booth', rights: ['upload'] }, headers)
    ).json()) as { id: number; token: string };
    expect(made.token).toMatch(/^hr_device_[\w-]{43}$/);
    const listed = await (await fetch(`${server.address}/api/tokens`, { headers })).text();
    expect(listed).toContain('booth');
    expect(listed).not.toContain(made.token);
    const asBooth = { headers: { authorization: `Bearer ${made.token}` } };
    expect((await fetch(`${server.address}/api/timeline`, asBooth)).status).toBe(403);
    expect((await fetch(`${server.address}/api/session`, asBooth)).status).toBe(200);
    await fetch(`${server.address}/api/tokens/${String(made.id)}`, { method: 'DELETE', headers });
    expect((await fetch(`${server.address}/api/session`, asBooth)).status).toBe(401);
  });
});
