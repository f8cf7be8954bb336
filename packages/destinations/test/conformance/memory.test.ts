import { describe, expect, it } from 'vitest';
import { destinationKinds } from '@homeroll/destinations/catalogue';
import { destinationContract } from '@homeroll/destinations/conformance/destination-contract';
import { memoryDestination } from '@homeroll/destinations/memory/memory-destination';
import { patient } from '@homeroll/destinations/wrappers/patient';
import { memorySubject, nodeHasher } from './memory-subject.ts';

const clock = { now: () => 0, wait: () => Promise.resolve() };
const subjects = {
  memory: () => memorySubject(),
  'patient(memory)': () => memorySubject((place) => patient(memoryDestination(nodeHasher, place), clock)),
};

describe.each(Object.entries(subjects))('%s keeps the contract of a destination', (_, subject) => {
  it.each(destinationContract.map((clause) => [clause.says, clause] as const))(
    '%s',
    async (_says, clause) => {
      await clause.check(subject());
    },
  );
});

describe('the catalogue', () => {
  it('holds the destinations whose conformance is tested: memory here, own-server in e2e', () => {
    expect(Object.keys(destinationKinds)).toEqual(['own-server', 'memory']);
  });
});
