import type { SyncOptions } from '@homeroll/core/sync/sync-options';
import { wholeUpTo } from './sources/read-file.ts';

/** How far reading runs ahead of sending: measured on 200 kB photos, where more cost time for tidying memory up. */
export const pace: Pick<SyncOptions, 'readers' | 'smallFile' | 'memory' | 'ahead'> = {
  readers: 2,
  smallFile: wholeUpTo,
  memory: 64 * 1024 * 1024,
  ahead: 100,
};
