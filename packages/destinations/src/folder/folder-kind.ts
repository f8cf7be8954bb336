import type { StoreKind } from '../store-kind.ts';
import { folderOptions } from './folder-options.ts';

export const folderKind: StoreKind<typeof folderOptions> = {
  summary: 'A folder: USB disk, NAS share, or the files of a web server on this machine',
  options: folderOptions,
  open: async (values, { name }) => {
    const { FolderStore } = await import('./folder-store.ts');
    return new FolderStore(values, name);
  },
};
