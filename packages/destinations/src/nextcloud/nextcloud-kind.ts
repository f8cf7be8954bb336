import type { StoreKind } from '../store-kind.ts';
import { nextcloudOptions } from './nextcloud-options.ts';

export const nextcloudKind: StoreKind<typeof nextcloudOptions> = {
  summary: 'Nextcloud: a folder of an account, with its public link',
  options: nextcloudOptions,
  open: async ({ url, username, password, folder, shareId, verifyCertificate }, { name, clock }) => {
    const { nextcloudStore } = await import('./nextcloud-store.ts');
    const { nextcloudAddress } = await import('./nextcloud-account.ts');
    const { shareIdIn } = await import('./public-link.ts');
    const { nodeHttpClient } = await import('../http/node-http-client.ts');
    const http = nodeHttpClient({ connections: 4, verifyCertificate });
    return nextcloudStore({
      name: name ?? `${folder} on ${new URL(url).host}`,
      account: { address: nextcloudAddress(url), login: { username, password }, http, clock },
      folder,
      shareId: shareId === undefined ? undefined : shareIdIn(shareId),
    });
  },
};
