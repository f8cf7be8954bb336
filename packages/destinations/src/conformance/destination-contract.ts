import { asking } from './asking.ts';
import type { Clause } from './clause.ts';
import { removing } from './removing.ts';
import { resuming } from './resuming.ts';
import { sending } from './sending.ts';

/** The contract of `Destination` as data: run as tests for each adapter, and on a user's own account by a check. */
export const destinationContract: readonly Clause[] = [...asking, ...sending, ...resuming, ...removing];
