import type { ExifTool } from 'exiftool-vendored';

/** ExifTool in standing processes: one start costs 0.15 s, a task in a started one 10 ms. */
export interface MetadataTool {
  /** The library is loaded with the first task: the server starts without it. */
  exiftool(): Promise<ExifTool>;
  /** Ends the processes. */
  close(): Promise<void>;
}

/** Processes start with the first task and end when idle for 20 s: each holds 60 MB. */
export function metadataTool({ processes = 1 }: { readonly processes?: number } = {}): MetadataTool {
  let started: Promise<ExifTool> | undefined;
  const start = async (): Promise<ExifTool> => {
    const { ExifTool } = await import('exiftool-vendored');
    return new ExifTool({
      maxProcs: processes,
      maxTasksPerProcess: 2_000,
      maxIdleMsPerProcess: 20_000,
      taskTimeoutMillis: 30_000,
      geolocation: false,
    });
  };
  return {
    exiftool: () => (started ??= start()),
    close: async () => {
      await (await started)?.end();
    },
  };
}
