import { parseContentHash, type ContentHash } from '@homeroll/core/photo/content-hash';
import { hashesPerCheck } from '@homeroll/core/ports/destination';
import { expect, isThere, newFile, uploadOf, type Clause } from './clause.ts';

/** What `check` promises. */
export const asking: readonly Clause[] = [
  {
    says: 'knows nothing of a file that was never sent',
    check: async (subject) => {
      const [answer] = await subject.destination.check([(await newFile(subject)).hash]);
      expect(answer !== undefined && !answer.exists, 'it claims to have it');
      expect(answer?.ours === false && !answer.wasSynced, 'it claims to have had it');
    },
  },
  {
    says: 'knows a file as ours once it was sent',
    check: async (subject) => {
      const file = await newFile(subject);
      await subject.destination.send(uploadOf(file));
      const [answer] = await subject.destination.check([file.hash]);
      expect(answer?.exists === true, 'it does not know the file');
      expect(answer?.ours === true, 'it does not know that it is ours');
      expect(answer?.wasSynced === false, 'it says that the file is gone');
    },
  },
  {
    says: 'answers in the order of the question, repeats included, up to the largest question',
    check: async (subject) => {
      const file = await newFile(subject);
      await subject.destination.send(uploadOf(file));
      const unknown = Array.from({ length: hashesPerCheck - 2 }, (_, number) => hashNumber(number));
      const answers = await subject.destination.check([file.hash, ...unknown, file.hash]);
      const places = answers.flatMap(({ exists }, place) => (exists ? [place] : []));
      expect(answers.length === hashesPerCheck, `${String(answers.length)} answers`);
      expect(places.join() === `0,${String(hashesPerCheck - 1)}`, `it is said to be at ${places.join()}`);
    },
  },
  {
    says: 'answers nothing to an empty question',
    check: async ({ destination }) => {
      expect((await destination.check([])).length === 0, 'there is an answer');
    },
  },
  {
    says: 'does not call the copy of another account ours',
    needs: 'otherAccount',
    check: async (subject) => {
      const file = await newFile(subject);
      await subject.otherAccount?.send(uploadOf(file));
      const [answer] = await subject.destination.check([file.hash]);
      expect(answer?.ours === false, 'it calls it ours');
    },
  },
  {
    says: 'remembers what was thrown away there, and takes it again by force',
    needs: 'throwAway',
    check: async (subject) => {
      const file = await newFile(subject);
      await subject.destination.send(uploadOf(file));
      await subject.throwAway?.(file.hash);
      const [answer] = await subject.destination.check([file.hash]);
      expect(answer?.exists === false && answer.wasSynced, 'it does not say that it was here once');
      await subject.destination.send(uploadOf(file, { force: true }));
      expect(await isThere(subject, file.hash), 'it did not take it by force');
    },
  },
];

function hashNumber(number: number): ContentHash {
  const hash = parseContentHash(number.toString(16).padStart(64, '0'));
  if (hash === undefined) throw new RangeError('not a number for a hash');
  return hash;
}
