import type { StoreKind } from '../store-kind.ts';
import { ftpOptions } from './ftp-options.ts';

export const ftpKind: StoreKind<typeof ftpOptions> = {
  summary: 'FTP and FTPS: the web space of most hosts',
  options: ftpOptions,
  open: async (values, { name }) => {
    const { FtpStore } = await import('./ftp-store.ts');
    return new FtpStore(values, name);
  },
};
