import { SourceError } from '@homeroll/core/ports/source';
import {
  expect,
  isThere,
  newFile,
  piecesOf,
  rejectionOf,
  sameBytes,
  uploadOf,
  type Clause,
  type Subject,
  type TestFile,
} from './clause.ts';

/** What `send` promises of large files (P69). */
export const resuming: readonly Clause[] = [
  {
    says: 'goes on with a large file where it was broken off',
    needs: 'resumableFrom',
    check: async (subject) => {
      const file = await largeFile(subject);
      const handles = await sendHalf(subject, file);
      expect(handles.length > 0, 'it gave no handle to go on with');
      const opened: number[] = [];
      const open = (offset: number): AsyncIterable<Uint8Array> => {
        opened.push(offset);
        return piecesOf(file.bytes, offset);
      };
      await subject.destination.send(uploadOf(file, { open, resume: handles.at(-1) ?? '' }));
      expect(Math.min(...opened) > 0, 'it started from the beginning');
      await expectWhole(subject, file);
    },
  },
  {
    says: 'starts afresh where a handle leads nowhere any more',
    needs: 'resumableFrom',
    check: async (subject) => {
      const file = await largeFile(subject);
      const handle = (await sendHalf(subject, await largeFile(subject))).at(-1) ?? '';
      await subject.destination.send(uploadOf(file, { resume: `${handle.slice(0, -4)}none` }));
      await expectWhole(subject, file);
    },
  },
  {
    says: 'gives the handle before the first bytes leave',
    needs: 'resumableFrom',
    check: async (subject) => {
      const file = await largeFile(subject);
      const order: string[] = [];
      const upload = uploadOf(file, {
        remember: () => Promise.resolve(void order.push('handle')),
        open: (offset) => (order.push('bytes'), piecesOf(file.bytes, offset)),
      });
      await subject.destination.send(upload);
      expect(order[0] === 'handle', `the order was ${order.join()}`);
    },
  },
];

function largeFile(subject: Subject): Promise<TestFile> {
  return newFile(subject, (subject.resumableFrom ?? 0) + 300_000);
}

/** Sends until the middle of the file and answers the handles that were given. */
async function sendHalf(subject: Subject, file: TestFile): Promise<readonly string[]> {
  const handles: string[] = [];
  const half = Math.ceil(file.bytes.length / 2);
  const upload = uploadOf(file, {
    open: (offset) => untilHalf(file, half, offset),
    remember: (handle) => Promise.resolve(void handles.push(handle)),
  });
  await rejectionOf(subject.destination.send(upload), 'it took half a file for a whole one');
  expect(!(await isThere(subject, file.hash)), 'half a file is there');
  return handles;
}

async function* untilHalf({ bytes }: TestFile, half: number, offset: number): AsyncGenerator<Uint8Array> {
  yield* piecesOf(bytes.subarray(0, half), offset);
  throw new SourceError('unreadable', 'the card was pulled out');
}

async function expectWhole(subject: Subject, file: TestFile): Promise<void> {
  expect(await isThere(subject, file.hash), 'it is not there');
  const copies = (await subject.readBack?.(file.hash)) ?? [file.bytes];
  expect(copies.length === 1 && copies.every((copy) => sameBytes(copy, file.bytes)), 'the bytes are others');
}
