import { describe, expect, it } from 'vitest';
import { refusalOf } from '@homeroll/destinations/http/refusal';

describe('what a status means to a store', () => {
  it.each([
    [200, 'protocol'],
    [302, 'protocol'],
    [400, 'bad-request'],
    [401, 'refused-login'],
    [403, 'forbidden'],
    [404, 'missing'],
    [405, 'protocol'],
    [408, 'timeout'],
    [409, 'conflict'],
    [412, 'conflict'],
    [413, 'too-large'],
    [415, 'type-refused'],
    [418, 'bad-request'],
    [423, 'unavailable'],
    [429, 'rate-limited'],
    [500, 'server-error'],
    [501, 'protocol'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'timeout'],
    [507, 'disk-full'],
    [511, 'protocol'],
    [599, 'server-error'],
  ])('%i is %s', (status, fault) => {
    expect(refusalOf({ status, headers: {} })).toMatchObject({ fault, retryAfter: undefined });
  });

  it.each([
    ['30', 30_000],
    ['0', undefined],
    ['soon', undefined],
    ['Sun, 22 Nov 2026 05:00:40 GMT', 40_000],
    ['Sun, 22 Nov 2026 04:00:00 GMT', undefined],
  ])('Retry-After: %s, by the clock of the server', (after, retryAfter) => {
    const headers = { 'retry-after': after, date: 'Sun, 22 Nov 2026 05:00:00 GMT' };
    expect(refusalOf({ status: 429, headers }).retryAfter).toBe(retryAfter);
  });

  it('names where it was sent on to, without what may be secret there', () => {
    const headers = { location: 'https://login.example.net/wifi?token=abc#def' };
    expect(refusalOf({ status: 302, headers }).message).toMatch(/login\.example\.net\/wifi \(/);
  });
});
