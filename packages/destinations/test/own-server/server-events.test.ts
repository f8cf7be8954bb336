import { describe, expect, it } from 'vitest';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { HttpClient, HttpRequest } from '@homeroll/destinations/http/http-client';
import { askZone, fetchEvents, fetchTags } from '@homeroll/destinations/own-server/server-events';
import type { ServerConnection } from '@homeroll/destinations/own-server/server-connection';
import type { ServerEvent } from '@homeroll/protocol/events';

const party: ServerEvent = {
  id: 'e1',
  title: 'Party',
  tags: ['family/birthday'],
  start: '2026-06-14T15:00:00',
  timeZone: 'Europe/Berlin',
  connection: { homeOnly: true },
  createdAt: 1,
};

/** A server that has one answer; `asked` is what it was asked last. */
function serverSaying(status: number, body: unknown, headers: Record<string, string> = {}) {
  const asked: HttpRequest[] = [];
  const http: HttpClient = (request) => {
    asked.push(request);
    return Promise.resolve({
      status,
      headers: { 'content-type': 'application/json', ...headers },
      text: typeof body === 'string' ? body : JSON.stringify(body),
    });
  };
  const connection: ServerConnection = { address: 'https://photos.test/here', token: 'secret', http };
  return { connection, asked };
}

describe('P33a events of the server', () => {
  it('come with a mark of their state, and the same mark says that nothing is new', async () => {
    const first = serverSaying(200, [party], { etag: '"abc"' });
    expect(await fetchEvents(first.connection)).toEqual({ events: [party], etag: '"abc"' });
    expect(first.asked[0]).toMatchObject({
      url: 'https://photos.test/here/api/events',
      headers: { authorization: 'Bearer secret' },
    });
    expect(first.asked[0]?.headers).not.toHaveProperty('if-none-match');

    const again = serverSaying(304, '');
    expect(await fetchEvents(again.connection, '"abc"')).toBe('unchanged');
    expect(again.asked[0]?.headers['if-none-match']).toBe('"abc"');
  });

  it('come without a mark where a proxy ate it', async () => {
    expect(await fetchEvents(serverSaying(200, []).connection)).toEqual({ events: [] });
  });
});

it('P58 the zone and the tags are read as the server gives them', async () => {
  expect(await askZone(serverSaying(200, { zone: 'vpn' }).connection)).toBe('vpn');
  const tags = [{ path: 'family/birthday', count: 3, listed: true }];
  expect(await fetchTags(serverSaying(200, tags).connection)).toEqual(tags);
});

describe.each([
  ['fetchEvents', fetchEvents],
  ['askZone', askZone],
  ['fetchTags', fetchTags],
] as [string, (connection: ServerConnection) => Promise<unknown>][])('%s', (_, ask) => {
  const problem = { type: 'x', status: 401, code: 'not-signed-in', title: 'Sign in first' };
  it.each([
    ['protocol', 200, '<html>Welcome to the hotel</html>'],
    ['protocol', 200, [{ id: 'e1', zone: 'moon' }]],
    ['protocol', 304, ''],
    ['refused-login', 401, problem],
    ['unavailable', 502, 'Bad gateway'],
  ])('tells a fault: %s for a %i', async (fault, status, body) => {
    const { connection } = serverSaying(status, body);
    const error: unknown = await ask(connection).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DestinationError);
    expect(error).toMatchObject({ fault });
  });
});
