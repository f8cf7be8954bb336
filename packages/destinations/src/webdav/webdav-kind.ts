import type { StoreKind } from '../store-kind.ts';
import { webdavOptions } from './webdav-options.ts';

export const webdavKind: StoreKind<typeof webdavOptions> = {
  summary: 'WebDAV: a web space or a NAS that takes files over HTTP',
  options: webdavOptions,
  open: async ({ url, username, password = '', folder, verifyCertificate }, { name, clock }) => {
    const { webdavStore } = await import('./webdav-store.ts');
    const { nodeHttpClient } = await import('../http/node-http-client.ts');
    const http = nodeHttpClient({ connections: 4, verifyCertificate });
    const login = username === undefined ? {} : { login: { username, password } };
    return webdavStore({
      name: name ?? `${folder === '' ? 'WebDAV' : folder} on ${new URL(url).host}`,
      connection: { http, root: url, ...login },
      folder,
      clock,
    });
  },
};
