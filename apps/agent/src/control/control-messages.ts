import { z } from 'zod';
import { tagSchema } from '@homeroll/protocol/tags';
import { transferStates, type TransferState } from '@homeroll/core/sync/transfer-record';

/** What a command (or a page) asks the running agent. One JSON object, answered by one. */
export type ControlRequest =
  | { readonly do: 'status' | 'pause' | 'resume' | 'hold' | 'release' | 'retry' }
  | { readonly do: 'why'; readonly file: string }
  | ItemRequest;

/** Something to be done to files. `at`: the name of a destination; absent: all of them. */
export interface ItemRequest {
  readonly do: 'mark' | 'reset' | 'delete';
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly at?: string | undefined;
  readonly title?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** The questions are answered with yes. */
  readonly confirmed?: true | undefined;
}

const path = z.string().min(1);

export const controlRequestSchema: z.ZodType<ControlRequest> = z.discriminatedUnion('do', [
  z.strictObject({ do: z.enum(['status', 'pause', 'resume', 'hold', 'release', 'retry']) }),
  z.strictObject({ do: z.literal('why'), file: path }),
  z.strictObject({
    do: z.enum(['mark', 'reset', 'delete']),
    files: z.array(path).min(1).max(100_000),
    at: z.string().optional(),
    title: z.string().max(300).optional(),
    tags: z.array(tagSchema).max(200).optional(),
    confirmed: z.literal(true).optional(),
  }),
]);

export interface AgentStatus {
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly settingsFile: string;
  /** What is wrong with it now, while the settings of before go on. */
  readonly settingsTrouble: string | null;
  readonly folders: readonly string[];
  readonly paused: boolean;
  readonly pageOpen: boolean;
  readonly destinations: readonly DestinationStatus[];
  readonly newAlbums: readonly { readonly folder: string; readonly count: number }[];
  /** What of this machine could not be read. */
  readonly unreadable: readonly string[];
}

export interface DestinationStatus {
  readonly name: string;
  readonly to: string;
  readonly user: string | null;
  readonly state: 'possible' | 'not-possible-now' | 'configuration-problem';
  /** Why it is not possible, in words. */
  readonly reasons: readonly string[];
  readonly connected: boolean;
  readonly counts: Readonly<Partial<Record<TransferState, number>>>;
  /** Bytes. */
  readonly moving: readonly { readonly file: string; readonly size: number; readonly bytes: number }[];
  readonly looking: boolean;
  readonly bytesPerSecond: number;
  readonly secondsLeft: number | null;
  /** Items that wait, and what for. */
  readonly waiting: readonly { readonly count: number; readonly words: string }[];
  /** Milliseconds since 1970. */
  readonly nextTry: number | null;
}

const count = z.number();

const destinationStatus: z.ZodType<DestinationStatus> = z.object({
  name: z.string(),
  to: z.string(),
  user: z.string().nullable(),
  state: z.enum(['possible', 'not-possible-now', 'configuration-problem']),
  reasons: z.array(z.string()),
  connected: z.boolean(),
  counts: z.partialRecord(z.enum(transferStates), count),
  moving: z.array(z.object({ file: z.string(), size: count, bytes: count })),
  looking: z.boolean(),
  bytesPerSecond: count,
  secondsLeft: count.nullable(),
  waiting: z.array(z.object({ count, words: z.string() })),
  nextTry: count.nullable(),
});

export const statusSchema: z.ZodType<AgentStatus> = z.object({
  version: z.string(),
  startedAt: count,
  settingsFile: z.string(),
  settingsTrouble: z.string().nullable(),
  folders: z.array(z.string()),
  paused: z.boolean(),
  pageOpen: z.boolean(),
  destinations: z.array(destinationStatus),
  newAlbums: z.array(z.object({ folder: z.string(), count })),
  unreadable: z.array(z.string()),
});

/** Why a file is (not) at each destination. */
export interface WhyAnswer {
  readonly destination: string;
  readonly state: TransferState;
  readonly says: string;
  readonly because: readonly string[];
  readonly todo?: string | undefined;
}

export const whySchema: z.ZodType<readonly WhyAnswer[]> = z.array(
  z.object({
    destination: z.string(),
    state: z.enum(transferStates),
    says: z.string(),
    because: z.array(z.string()),
    todo: z.string().optional(),
  }),
);

/** What came of one file at one destination. */
export interface ItemOutcome {
  readonly destination: string;
  readonly file: string;
  /** Absent where the file is none that can be sent. */
  readonly state?: TransferState | undefined;
  readonly outcome: 'done' | 'unchanged' | 'question' | 'trouble';
  readonly words: string;
}

export const itemOutcomesSchema: z.ZodType<readonly ItemOutcome[]> = z.array(
  z.object({
    destination: z.string(),
    file: z.string(),
    state: z.enum(transferStates).optional(),
    outcome: z.enum(['done', 'unchanged', 'question', 'trouble']),
    words: z.string(),
  }),
);
