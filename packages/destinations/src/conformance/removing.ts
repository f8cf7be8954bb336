import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { ContentHash } from '@homeroll/core/photo/content-hash';
import {
  expect,
  isThere,
  newFile,
  rejectionOf,
  uploadOf,
  type Clause,
  type Subject,
  type TestFile,
} from './clause.ts';

/** What `remove` promises (P38, P68). */
export const removing: readonly Clause[] = [
  {
    says: 'deletes what it sent, and knows it as sent once',
    needs: 'mayRemove',
    check: async (subject) => {
      const [file, other] = [await sentFile(subject), await sentFile(subject)];
      await remove(subject, file.hash);
      const [answer] = await subject.destination.check([file.hash]);
      expect(answer?.exists === false && !answer.ours, 'it is still there');
      expect(answer?.wasSynced === true, 'it does not say that it was here once');
      const copies = await subject.readBack?.(file.hash);
      expect((copies?.length ?? 0) === 0, 'its bytes are still there');
      expect(await isThere(subject, other.hash), 'another file is gone too');
    },
  },
  {
    says: 'calls missing what is not there, or not any more',
    needs: 'mayRemove',
    check: async (subject) => {
      const file = await sentFile(subject);
      await remove(subject, file.hash);
      await expectFault(remove(subject, file.hash), 'missing');
      await expectFault(remove(subject, (await newFile(subject)).hash), 'missing');
    },
  },
  {
    says: 'does not delete the copy of another account',
    needs: 'otherAccount',
    check: async (subject) => {
      if (!subject.destination.remove) return;
      const file = await newFile(subject);
      await subject.otherAccount?.send(uploadOf(file));
      await expectFault(remove(subject, file.hash), 'forbidden', 'missing');
      const [answer] = (await subject.otherAccount?.check([file.hash])) ?? [];
      expect(answer?.exists === true, 'it is gone');
    },
  },
  {
    says: 'takes what it deleted again only by force, once',
    needs: 'mayRemove',
    check: async (subject) => {
      const file = await sentFile(subject);
      await remove(subject, file.hash);
      await expectFault(subject.destination.send(uploadOf(file)), 'conflict');
      expect(!(await isThere(subject, file.hash)), 'it is there again without being asked for');
      const { outcome } = await subject.destination.send(uploadOf(file, { force: true }));
      expect(outcome === 'stored', `the outcome was ${outcome}`);
      const [answer] = await subject.destination.check([file.hash]);
      expect(answer?.exists === true && answer.ours && !answer.wasSynced, 'it is not there as ours');
      const copies = await subject.readBack?.(file.hash);
      expect((copies?.length ?? 1) === 1, `there are ${String(copies?.length)} copies`);
    },
  },
];

async function sentFile(subject: Subject): Promise<TestFile> {
  const file = await newFile(subject);
  await subject.destination.send(uploadOf(file));
  return file;
}

async function remove({ destination }: Subject, hash: ContentHash): Promise<void> {
  if (!destination.remove) throw new Error('it offers no way to delete');
  await destination.remove(hash);
}

async function expectFault(refused: Promise<unknown>, ...faults: readonly string[]): Promise<void> {
  const error = await rejectionOf(refused, `it was not refused as ${faults.join(' or ')}`);
  const fault = error instanceof DestinationError ? error.fault : String(error);
  expect(faults.includes(fault), `the fault was ${fault}`);
}
