import { DestinationError } from '@homeroll/core/ports/destination-error';
import {
  parseStorePath,
  type FileContent,
  type FileStore,
  type StorePath,
} from '@homeroll/core/ports/file-store';
import { expect, piecesOf, rejectionOf, sameBytes } from '../clause.ts';
import type { FileClause, FileSubject } from './clause.ts';

/** A subject as a clause uses it: every path that it names is cleared in the end. */
export interface Place extends FileSubject {
  /** A path in the subject's folder. */
  readonly at: (name: string) => StorePath;
}

/** A check that leaves the folder empty, whether the clause is kept or broken. */
export function tidily(check: (place: Place) => Promise<void>): FileClause['check'] {
  return async (subject) => {
    const used = new Set<StorePath>();
    const at = (name: string): StorePath => {
      const path = parseStorePath(`${subject.folder}/${name}`);
      if (path === undefined) throw new RangeError(`no path: ${name}`);
      used.add(path);
      return path;
    };
    const [outcome] = await Promise.allSettled([check({ ...subject, at })]);
    const cleared = await Promise.allSettled(Array.from(used, (path) => subject.store.remove(path)));
    for (const result of [outcome, ...cleared]) if (result.status === 'rejected') throw result.reason;
  };
}

let contents = 0;

/** A file as the engine puts it, in pieces, of a version of its own; what matters to a clause is given in `more`. */
export function contentOf(bytes: Uint8Array, more: Partial<FileContent> = {}): FileContent {
  contents += 1;
  return {
    size: bytes.length,
    mediaType: 'image/jpeg',
    version: `${contents}-${Date.now()}`,
    open: (offset) => piecesOf(bytes, offset),
    ...more,
  };
}

/** The bytes until `end`, then the error. */
export async function* breaksOff(
  bytes: Uint8Array,
  offset: number,
  end: number,
  error: Error,
): AsyncGenerator<Uint8Array> {
  yield* piecesOf(bytes.subarray(0, end), offset);
  throw error;
}

/** The bytes until `end`; then `stop` is called and nothing comes any more. */
export async function* fallsSilent(
  bytes: Uint8Array,
  offset: number,
  end: number,
  stop: () => void,
): AsyncGenerator<Uint8Array> {
  yield* piecesOf(bytes.subarray(0, end), offset);
  stop();
  await new Promise(() => undefined);
}

/** Puts new bytes and answers them. */
export async function putNew(
  { store, makeFile }: Place,
  path: StorePath,
  size = 20_000,
): Promise<Uint8Array> {
  const bytes = makeFile(size);
  await store.put(path, contentOf(bytes));
  return bytes;
}

export async function readAll(store: FileStore, path: StorePath): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.read(path)) pieces.push(piece.slice());
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The path holds exactly these bytes, by every way of looking that there is. */
export async function expectHeld(
  { store, readBack }: Place,
  path: StorePath,
  bytes: Uint8Array,
): Promise<void> {
  const found = await store.stat(path);
  expect(found !== undefined, 'it says that nothing is there');
  expect(
    found?.size === bytes.length,
    `it says ${String(found?.size)} bytes, there should be ${bytes.length}`,
  );
  expect(sameBytes(await readAll(store, path), bytes), 'the bytes that it reads back are others');
  const seen = readBack === undefined ? bytes : await readBack(path);
  expect(seen !== undefined && sameBytes(seen, bytes), 'the bytes that are there are others');
}

export async function expectNothing({ store, readBack }: Place, path: StorePath): Promise<void> {
  expect((await store.stat(path)) === undefined, 'it says that there is something');
  expect((await readBack?.(path)) === undefined, 'there is something');
}

/** What the path held before the clause disturbed it: these bytes, or nothing. */
export function expectAsBefore(place: Place, path: StorePath, before: Uint8Array | undefined): Promise<void> {
  return before === undefined ? expectNothing(place, path) : expectHeld(place, path, before);
}

/** Nothing lies in the subject's folder but these names; a place that cannot be looked into is believed. */
export async function expectNames({ namesIn, folder }: Place, ...names: readonly string[]): Promise<void> {
  const seen = (await namesIn?.(folder)) ?? names;
  const odd = seen.filter((name) => !names.includes(name));
  expect(odd.length === 0, `there is also ${odd.join(', ')}`);
}

export async function expectFault(refused: Promise<unknown>, ...faults: readonly string[]): Promise<void> {
  const error = await rejectionOf(refused, `it was not refused as ${faults.join(' or ')}`);
  const fault = error instanceof DestinationError ? error.fault : String(error);
  expect(faults.includes(fault), `the fault was ${fault}`);
}

const longestMoment = 15_000;

/** Fails where the promise has not settled within a long moment. */
export async function soon<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('it did not end')), longestMoment);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
