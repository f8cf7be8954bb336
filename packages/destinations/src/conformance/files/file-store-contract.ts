import { breakingOff } from './breaking-off.ts';
import type { FileClause } from './clause.ts';
import { looking } from './looking.ts';
import { naming } from './naming.ts';
import { publishing } from './publishing.ts';
import { putting } from './putting.ts';
import { removing } from './removing.ts';
import { replacing } from './replacing.ts';
import { resuming } from './resuming.ts';

/** The contract of `FileStore` as data: run as tests for each adapter, and on a user's own account by a check. */
export const fileStoreContract: readonly FileClause[] = [
  ...putting,
  ...replacing,
  ...breakingOff,
  ...looking,
  ...removing,
  ...naming,
  ...resuming,
  ...publishing,
];
