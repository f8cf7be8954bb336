import type { Readings } from '@homeroll/core/connection/connection-rules';
import { ReadingsError, type ReadingsReader } from './readings-reader.ts';

export interface JoinedReadings {
  readonly readings: Readings;
  /** What should have been readable and was not, in words, each with the reader's name. */
  readonly problems: readonly string[];
}

export interface ReadersTogether {
  /** Rejects only when `signal` is raised, with its reason. */
  read(signal: AbortSignal): Promise<JoinedReadings>;
  /** Whether any of them tells changes by itself; a host looks from time to time all the same. */
  readonly isLive: boolean;
  watch(changed: () => void): () => void;
}

/** Milliseconds a reader may take. */
const patience = 5000;

/**
 * Asks all readers at once. Of each reading the first reader in the list that knows it is believed. One that fails
 * or does not answer in time contributes nothing and is named.
 */
export function joinedReadings(
  readers: readonly ReadingsReader[],
  limit: number = patience,
): ReadersTogether {
  return {
    read: async (signal) => {
      signal.throwIfAborted();
      const answers = await Promise.all(readers.map((reader) => answerOf(reader, signal, limit)));
      signal.throwIfAborted();
      return {
        readings: answers.reduceRight<Readings>((later, { readings }) => ({ ...later, ...readings }), {}),
        problems: answers.flatMap(({ problems }) => problems),
      };
    },
    isLive: readers.some((reader) => reader.watch !== undefined),
    watch: (changed) => {
      const closers = readers.map((reader) => reader.watch?.(changed));
      return () => closers.forEach((close) => close?.());
    },
  };
}

async function answerOf(reader: ReadingsReader, signal: AbortSignal, limit: number): Promise<JoinedReadings> {
  const stop = new AbortController();
  const raise = (): void => stop.abort();
  const timer = setTimeout(raise, limit);
  signal.addEventListener('abort', raise);
  try {
    const readings = await Promise.race([reader.read(stop.signal), tooSlow(stop.signal)]);
    return { readings, problems: [] };
  } catch (error) {
    if (!(error instanceof ReadingsError)) throw error;
    return { readings: {}, problems: [`${reader.name}: ${error.message}`] };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', raise);
  }
}

/** Also for a reader that does not listen to its signal. */
function tooSlow(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new ReadingsError('too-slow', 'did not answer in time')));
  });
}
