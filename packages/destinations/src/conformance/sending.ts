import { DestinationError } from '@homeroll/core/ports/destination-error';
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
  type TestFile,
} from './clause.ts';

/** What `send` promises of a file that travels in one go. */
export const sending: readonly Clause[] = [
  {
    says: 'stores exactly the bytes that were sent, once',
    needs: 'readBack',
    check: async (subject) => {
      const file = await newFile(subject, 300_001);
      const { outcome } = await subject.destination.send(uploadOf(file));
      const copies = (await subject.readBack?.(file.hash)) ?? [];
      expect(outcome === 'stored', `the outcome was ${outcome}`);
      expect(copies.length === 1, `there are ${String(copies.length)} copies`);
      expect(
        copies.every((copy) => sameBytes(copy, file.bytes)),
        'the bytes are others',
      );
    },
  },
  {
    says: 'makes no second copy of what is there',
    check: async (subject) => {
      const file = await newFile(subject);
      await subject.destination.send(uploadOf(file));
      const again = await subject.destination.send(uploadOf(file, { fileName: 'another-name.jpg' }));
      expect(again.outcome === 'already-there', `the outcome was ${again.outcome}`);
      const copies = await subject.readBack?.(file.hash);
      expect((copies?.length ?? 1) === 1, 'there is a second copy');
    },
  },
  {
    says: 'ends with one copy when the same file is sent twice at the same time',
    check: async (subject) => {
      const file = await newFile(subject, 400_000);
      const send = (): Promise<unknown> => subject.destination.send(uploadOf(file));
      await Promise.all([send(), send(), send()]);
      expect(await isThere(subject, file.hash), 'it is not there');
      const copies = await subject.readBack?.(file.hash);
      expect((copies?.length ?? 1) === 1, `there are ${String(copies?.length)} copies`);
    },
  },
  {
    says: 'takes many files at a time',
    check: async (subject) => {
      const files = await Promise.all(Array.from({ length: 20 }, () => newFile(subject)));
      await Promise.all(files.map((file) => subject.destination.send(uploadOf(file))));
      const answers = await subject.destination.check(files.map(({ hash }) => hash));
      expect(
        answers.every(({ exists }) => exists),
        'not all of them are there',
      );
    },
  },
  {
    says: 'refuses bytes that do not have the hash, and keeps nothing of them',
    check: async (subject) => {
      const [file, other] = [await newFile(subject), await newFile(subject)];
      await expectMismatch(
        subject.destination.send(uploadOf(file, { open: (at) => piecesOf(other.bytes, at) })),
      );
      expect(!(await isThere(subject, file.hash)), 'it kept them under the announced hash');
      expect(!(await isThere(subject, other.hash)), 'it kept them under their own hash');
    },
  },
  {
    says: 'hands on the error of a file that breaks off, and keeps nothing of it',
    check: async (subject) => {
      const file = await newFile(subject, 500_000);
      const broken = new SourceError('changed', 'the file changed');
      const error = await rejectionOf(
        subject.destination.send(uploadOf(file, { open: () => breaksOff(file, 200_000, broken) })),
        'it took half a file for a whole one',
      );
      expect(error === broken, `the error was ${String(error)}`);
      expect(!(await isThere(subject, file.hash)), 'half a file is there');
      await subject.destination.send(uploadOf(file));
      expect(await isThere(subject, file.hash), 'it cannot be sent any more');
    },
  },
  {
    says: 'stops when it is told to, and keeps nothing',
    check: async (subject) => {
      const file = await newFile(subject, 500_000);
      const { signal, raise } = subject.makeSignal();
      const open = (): AsyncIterable<Uint8Array> => stopsAt(file, raise);
      await rejectionOf(subject.destination.send(uploadOf(file, { open }), signal), 'it went on to the end');
      expect(!(await isThere(subject, file.hash)), 'the file is there');
    },
  },
  {
    says: 'tells how far it is, up to the whole size',
    check: async (subject) => {
      const file = await newFile(subject, 300_000);
      const told: number[] = [];
      await subject.destination.send(uploadOf(file, { progress: (bytes) => told.push(bytes) }));
      expect(told.at(-1) === file.bytes.length, `it told ${told.join()}`);
    },
  },
  ...nastyNames().map(({ what, fileName }): Clause => ({
    says: `takes a file name with ${what}`,
    check: async (subject) => {
      const file = await newFile(subject);
      await subject.destination.send(uploadOf(file, { fileName }));
      expect(await isThere(subject, file.hash), 'it is not there');
    },
  })),
];

/** Names that cameras, phones and people really make, and some that only attackers do. */
function nastyNames(): readonly { readonly what: string; readonly fileName: string }[] {
  return [
    { what: 'spaces and quotes', fileName: ` it's "the" one .jpg` },
    { what: 'composed umlauts', fileName: 'Gr\u00fc\u00dfe.jpg' },
    { what: 'decomposed umlauts', fileName: 'Gru\u0308\u00dfe.jpg' },
    { what: 'an emoji', fileName: '🎉👩‍👩‍👧.jpg' },
    { what: 'signs of addresses', fileName: 'a#b?c%20d&e=f+g;h.jpg' },
    { what: 'a leading dot', fileName: '.hidden.jpg' },
    { what: '255 bytes', fileName: `${'é'.repeat(125)}x.jpg` },
    { what: 'a path in it', fileName: '../../etc/passwd.jpg' },
    { what: 'a name that Windows keeps for itself', fileName: 'CON.jpg' },
    { what: 'nothing but an extension', fileName: '.jpg' },
  ];
}

async function expectMismatch(sent: Promise<unknown>): Promise<void> {
  const error = await rejectionOf(sent, 'it took them');
  const fault = error instanceof DestinationError ? error.fault : String(error);
  expect(fault === 'hash-mismatch', `the fault was ${fault}`);
}

async function* breaksOff({ bytes }: TestFile, after: number, error: Error): AsyncGenerator<Uint8Array> {
  yield* piecesOf(bytes.subarray(0, after), 0);
  throw error;
}

async function* stopsAt({ bytes }: TestFile, raise: () => void): AsyncGenerator<Uint8Array> {
  yield* piecesOf(bytes.subarray(0, 100_000), 0);
  raise();
  yield* piecesOf(bytes.subarray(100_000), 0);
}
