import type { StoreKind } from '../store-kind.ts';
import { sftpOptions } from './sftp-options.ts';

export const sftpKind: StoreKind<typeof sftpOptions> = {
  summary: 'SFTP: files over SSH, as on a rented server or a NAS',
  options: sftpOptions,
  open: async (values, { name }) => {
    const { SftpStore } = await import('./sftp-store.ts');
    return new SftpStore(values, name);
  },
};
