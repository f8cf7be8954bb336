import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import {
  parseStorePath,
  type FileContent,
  type FileStore,
  type StorePath,
} from '@homeroll/core/ports/file-store';
import { fileStoreContract } from '@homeroll/destinations/conformance/files/file-store-contract';
import { inTurn } from '@homeroll/destinations/in-turn';
import { memoryFileStore, type MemoryShelf } from '@homeroll/destinations/memory/memory-file-store';
import { memoryFileSubject } from './memory-file-subject.ts';

type Spoil = (good: FileStore, shelf: MemoryShelf) => Partial<FileStore>;

/** Each breaks one promise; the contract must notice, by the clause that speaks of it. */
const spoilt: Readonly<Record<string, readonly [noticedBy: string, spoil: Spoil]>> = {
  'shows what has arrived so far': [
    'shows nothing of a new file until it is whole',
    (good, { files }) => ({
      put: (path, content, signal) =>
        good.put(
          path,
          showing(content, (bytes) => files.set(path, bytes)),
          signal,
        ),
    }),
  ],
  'makes room for the new bytes first': [
    'keeps the old bytes there until the new ones are whole',
    (good, { files }) => ({
      put: (path, content, signal) => {
        files.delete(path);
        return good.put(path, content, signal);
      },
    }),
  ],
  'has nothing there for a moment when it replaces': [
    'replaces in one step',
    (good, { files }) => ({
      put: async (path, content, signal) => {
        await good.put(path, content, signal);
        const bytes = files.get(path);
        files.delete(path);
        await new Promise(setImmediate);
        if (bytes) files.set(path, bytes);
      },
    }),
  ],
  'has a mixture there for a moment when it replaces': [
    'replaces in one step',
    (good, { files }) => ({
      put: async (path, content, signal) => {
        const old = files.get(path);
        await good.put(path, content, signal);
        const bytes = files.get(path);
        if (old && bytes) files.set(path, Buffer.concat([bytes.slice(0, 9), old.slice(9)]));
        await new Promise(setImmediate);
        if (bytes) files.set(path, bytes);
      },
    }),
  ],
  'keeps half a file as if it were whole': [
    'hands on the error of a file that breaks off, and leaves nothing there',
    (good, { files }) => ({
      put: (path, content, signal) =>
        good.put(path, content, signal).catch((error: unknown) => {
          files.set(path, new Uint8Array(1));
          throw error;
        }),
    }),
  ],
  'clears away the old file when the new one fails': [
    'stops in the middle when it is told to, and leaves an older file there',
    (good, { files }) => ({
      put: (path, content, signal) =>
        good.put(path, content, signal).catch((error: unknown) => {
          files.delete(path);
          throw error;
        }),
    }),
  ],
  'has words of its own for an error of the file': [
    'hands on the error of a file that breaks off, and leaves nothing there',
    (good) => ({
      put: (path, content, signal) =>
        good.put(path, content, signal).catch((cause: unknown) => {
          throw new DestinationError('unavailable', 'it failed', { cause });
        }),
    }),
  ],
  'takes a short file': [
    'refuses a file that is shorter than it said, and leaves nothing there',
    (good) => ({
      put: async (path, content, signal) => good.put(path, await asItIs(content), signal),
    }),
  ],
  'takes a long file': [
    'refuses a file that is longer than it said, and leaves nothing there',
    (good) => ({
      put: async (path, content, signal) => good.put(path, await asItIs(content), signal),
    }),
  ],
  'takes what was stopped for done': [
    'tells no put as done that was stopped before it began',
    (good) => ({
      put: (path, content, signal) =>
        good.put(path, content, signal).catch((error: unknown) => {
          if (!signal?.aborted) throw error;
        }),
    }),
  ],
  'is deaf to the signal': [
    'starts no put whose signal is raised already',
    (good) => ({ put: (path, content) => good.put(path, content) }),
  ],
  'leaves the parts of other versions': [
    'leaves nothing beside the file',
    (good, { parts }) => ({
      put: async (path, content, signal) => {
        const before = [...parts];
        await good.put(path, content, signal);
        for (const [name, bytes] of before) parts.set(name, bytes);
      },
    }),
  ],
  'leaves the parts of a removed path': [
    'clears what a put left that broke off when the path is removed',
    (_, { files }) => ({ remove: (path) => Promise.resolve(void files.delete(path)) }),
  ],
  'starts a large file from its begin again': [
    'goes on with a large file near where it broke off',
    (good, { parts }) => ({
      put: (path, content, signal) => {
        parts.clear();
        return good.put(path, content, signal);
      },
    }),
  ],
  'forgets with the connection what it began': [
    'goes on with a large file after it hung up',
    (_, { parts }) => ({
      close: () => {
        parts.clear();
        return Promise.resolve();
      },
    }),
  ],
  'goes on with another version': [
    'starts a large file anew for another version',
    (good) => ({ put: (path, content, signal) => good.put(path, { ...content, version: 'any' }, signal) }),
  ],
  'writes names as addresses are written': [
    'takes a name with spaces',
    (good) => renaming(good, (name) => name.split('/').map(encodeURIComponent).join('/')),
  ],
  'composes umlauts': [
    'takes a name with decomposed umlauts',
    (good) => renaming(good, (name) => name.normalize('NFC')),
  ],
  'unescapes names': [
    'takes a name with what looks like an escaped slash',
    (good) => renaming(good, (name) => name.replaceAll('%2F', '/')),
  ],
  'does not care for capitals': [
    'keeps names apart that differ in capitals only',
    (good) => renaming(good, (name) => name.toLowerCase()),
  ],
  'takes one put after the other': [
    'lets a put wait for a slow file while another goes through',
    (good) => {
      const turn = inTurn();
      return { put: (path, content, signal) => turn('all', () => good.put(path, content, signal)) };
    },
  ],
  'has no place for empty files': [
    'holds an empty file',
    (good) => ({
      put: (path, content) => (content.size === 0 ? Promise.resolve() : good.put(path, content)),
    }),
  ],
  'does not tell how far it is': [
    'tells how far it is',
    (good) => ({ put: (path, { progress: _, ...content }, signal) => good.put(path, content, signal) }),
  ],
  'finds folders': [
    'takes no folder for a file',
    (good, { files }) => ({
      stat: async (path) => (await good.stat(path)) ?? (isFolder(files, path) ? { size: 0 } : undefined),
    }),
  ],
  'reads nothing where nothing is': [
    'finds nothing where nothing is',
    (_, { files }) => ({
      // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
      read: async function* (path) {
        yield files.get(path) ?? new Uint8Array(0);
      },
    }),
  ],
  'is offended when nothing is there to remove': [
    'has nothing against removing what is not there',
    (good, { files }) => ({
      remove: (path) =>
        files.has(path) ? good.remove(path) : Promise.reject(new DestinationError('missing', 'what?')),
    }),
  ],
  'removes a folder with all that is in it': [
    'loses nothing that lies in a folder',
    (good, { files }) => ({
      remove: async (path) => {
        for (const name of files.keys()) if (name.startsWith(`${path}/`)) files.delete(name);
        await good.remove(path);
      },
    }),
  ],
  'removes whatever begins alike': [
    'removes this file and no other',
    (good, { files }) => ({
      remove: async (path) => {
        for (const name of files.keys()) if (name.startsWith(path)) files.delete(name);
        await good.remove(path);
      },
    }),
  ],
  'acknowledges a removal and removes nothing': [
    'removes this file and no other',
    () => ({ remove: () => Promise.resolve() }),
  ],
  'publishes at another address each time': [
    'publishes under an address that stays',
    () => {
      let times = 0;
      return { publish: () => Promise.resolve(`https://memory.example/${String((times += 1))}`) };
    },
  ],
  'escapes addresses in a way of its own': [
    `lets a guest read 100% "Grüße" #1 & ?.jpg below that address`,
    (good) => ({ put: (path, content) => good.put(storePath(path.replace('%', '%25')), content) }),
  ],
  'lies about sizes': [
    'holds exactly the bytes that were put',
    (good) => ({ stat: async (path) => ((await good.stat(path)) ? { size: 1 } : undefined) }),
  ],
  'is gone after it was closed': [
    'can be used again after it was closed',
    (good) => {
      let isClosed = false;
      return {
        close: () => Promise.resolve(void (isClosed = true)),
        stat: (path) => (isClosed ? Promise.reject(new Error('closed')) : good.stat(path)),
      };
    },
  ],
};

beforeAll(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterAll(() => void vi.useRealTimers());

describe('the contract notices a file store that', () => {
  it.each(Object.entries(spoilt).map(([how, [noticedBy, spoil]]) => ({ how, noticedBy, spoil })))(
    '$how',
    async ({ noticedBy, spoil }) => {
      const [clause, ...others] = fileStoreContract.filter(({ says }) => says.startsWith(noticedBy));
      expect(others).toEqual([]);
      const subject = memoryFileSubject((shelf) => {
        const good = memoryFileStore(shelf);
        return { ...good, ...spoil(good, shelf) };
      });
      const noticed = expect(clause?.check(subject)).rejects.toThrow();
      await withoutWaiting(noticed);
    },
  );
});

/** Lets time fly for a clause that waits for what never comes. */
async function withoutWaiting(promise: Promise<void>): Promise<void> {
  let isOver = false;
  const over = promise.finally(() => (isOver = true));
  while (!isOver) {
    await vi.advanceTimersByTimeAsync(1000);
    await new Promise(setImmediate);
  }
  await over;
}

function showing(content: FileContent, show: (bytes: Uint8Array) => void): FileContent {
  return {
    ...content,
    open: async function* (offset) {
      let shown: Uint8Array = new Uint8Array(0);
      for await (const piece of content.open(offset)) {
        shown = Buffer.concat([shown, piece]);
        show(shown);
        yield piece;
      }
    },
  };
}

/** With the size that it really has. */
async function asItIs(content: FileContent): Promise<FileContent> {
  let size = 0;
  for await (const piece of content.open(0)) size += piece.length;
  return { ...content, size };
}

function renaming(good: FileStore, rename: (name: string) => string): Partial<FileStore> {
  const renamed = (path: StorePath): StorePath => storePath(rename(path));
  return {
    put: (path, content, signal) => good.put(renamed(path), content, signal),
    stat: (path) => good.stat(renamed(path)),
    read: (path) => good.read(renamed(path)),
    remove: (path) => good.remove(renamed(path)),
  };
}

function storePath(text: string): StorePath {
  const path = parseStorePath(text);
  if (path === undefined) throw new RangeError(`no path: ${text}`);
  return path;
}

function isFolder(files: MemoryShelf['files'], path: StorePath): boolean {
  return [...files.keys()].some((name) => name.startsWith(`${path}/`));
}
