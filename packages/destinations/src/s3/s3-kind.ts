import type { StoreKind } from '../store-kind.ts';
import { s3Options } from './s3-options.ts';

export const s3Kind: StoreKind<typeof s3Options> = {
  summary: 'S3: a bucket at Amazon or at one of the many that speak alike',
  options: s3Options,
  open: async ({ endpoint, pathStyle, folder, acl, verifyCertificate, ...key }, { name }) => {
    const { s3Store } = await import('./s3-store.ts');
    const { nodeHttpClient } = await import('../http/node-http-client.ts');
    const http = nodeHttpClient({ connections: 4, verifyCertificate });
    const { protocol, host, pathname } = new URL(endpoint);
    const address = pathStyle
      ? `${endpoint}/${key.bucket}`
      : `${protocol}//${key.bucket}.${host}${pathname.replace(/\/+$/, '')}`;
    return s3Store({
      name: name ?? `${key.bucket} on ${host}`,
      bucket: { ...key, http, address },
      folder,
      acl,
    });
  },
};
