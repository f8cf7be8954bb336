import { request as httpRequest, type ClientRequest } from 'node:http';
import { expect, it } from 'vitest';
import { madePhoto } from './made-photo.ts';
import { testServer } from './running-server.ts';

it('stays useful and small while hundreds of clients send slowly', async () => {
  const server = await testServer();
  const photo = await madePhoto({ size: 400_000 });
  const before = process.memoryUsage.rss();
  const slow = Array.from({ length: 300 }, (_, place): ClientRequest => {
    const hash = place.toString(16).padStart(64, '0');
    const headers = {
      authorization: `Bearer ${server.token}`,
      'content-length': 900_000,
      'homeroll-file-name': 'slow.jpg',
    };
    const request = httpRequest(`${server.address}/api/media/${hash}`, { method: 'PUT', headers });
    request.on('error', () => undefined);
    request.write(photo.bytes);
    return request;
  });
  // Others are still served: what is small and quick does not stand behind them.
  const info = await fetch(`${server.address}/api/info`);
  expect(info.status).toBe(200);
  const mebibyte = 1024 * 1024;
  expect((process.memoryUsage.rss() - before) / mebibyte).toBeLessThan(400);
  slow.forEach((request) => request.destroy());
  const answer = await server.put(photo.bytes, {
    hash: photo.hash,
    headers: { 'homeroll-file-name': 'quick.jpg' },
  });
  expect(answer.status).toBe(201);
  await server.close();
});

it('describes every route in the OpenAPI document, from the schemas that validate', async () => {
  const server = await testServer();
  const document = (await (await fetch(`${server.address}/api/openapi.json`)).json()) as {
    openapi: string;
    paths: Record<string, object>;
  };
  expect(document.openapi).toMatch(/^3\./);
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(routes.toSorted()).toEqual([
    'delete /api/booths/{booth}',
    'delete /api/events/{id}',
    'delete /api/media/{hash}',
    'delete /api/session',
    'delete /api/shares/{id}',
    'delete /api/tags',
    'delete /api/tokens/{id}',
    'delete /api/trash',
    'delete /api/uploads/tus/{id}',
    'get /api/booths',
    'get /api/events',
    'get /api/events/{id}/count',
    'get /api/info',
    'get /api/media/{id}',
    'get /api/media/{id}/original',
    'get /api/media/{id}/preview',
    'get /api/media/{id}/thumb',
    'get /api/session',
    'get /api/shares',
    'get /api/shares/{id}/qr.png',
    'get /api/shares/{id}/qr.svg',
    'get /api/tags',
    'get /api/timeline',
    'get /api/timeline/{month}',
    'get /api/tokens',
    'get /api/trash',
    'get /api/trash/{id}/thumb',
    'get /api/zone',
    'head /api/uploads/tus/{id}',
    'options /api/uploads/tus',
    'patch /api/tags',
    'patch /api/uploads/tus/{id}',
    'post /api/booths/{booth}/files',
    'post /api/booths/{booth}/files/find',
    'post /api/booths/{booth}/files/remove',
    'post /api/booths/{booth}/restore',
    'post /api/events',
    'post /api/events/count',
    'post /api/media',
    'post /api/session',
    'post /api/setup',
    'post /api/shares',
    'post /api/tags',
    'post /api/tokens',
    'post /api/trash',
    'post /api/trash/restore',
    'post /api/uploads/check',
    'post /api/uploads/tus',
    'put /api/booths/{booth}',
    'put /api/events/{id}',
    'put /api/media/{hash}',
    'put /api/shares/{id}',
  ]);
  await server.close();
});
