import { describe, expect, it } from 'vitest';
import { fileStoreContract } from '@homeroll/destinations/conformance/files/file-store-contract';
import { memoryFileStore, memoryShelf } from '@homeroll/destinations/memory/memory-file-store';
import { limited } from '@homeroll/destinations/wrappers/limited';
import { patientFiles } from '@homeroll/destinations/wrappers/patient-files';
import { told } from '@homeroll/destinations/wrappers/told';
import { memoryFileSubject } from './memory-file-subject.ts';

const clock = { now: () => 0, wait: () => Promise.resolve() };
const subjects = {
  memory: () => memoryFileSubject(),
  'patientFiles(memory)': () => memoryFileSubject((shelf) => patientFiles(memoryFileStore(shelf), clock)),
  'limited(memory)': () => memoryFileSubject((shelf) => limited(memoryFileStore(shelf), 1e9, clock)),
  'told(memory)': () => memoryFileSubject((shelf) => told(memoryFileStore(shelf), () => undefined)),
};

describe.each(Object.entries(subjects))('%s keeps the contract of a file store (B6)', (_, subject) => {
  it.each(fileStoreContract.map((clause) => [clause.says, clause] as const))('%s', async (_says, clause) => {
    const tried = subject();
    await clause.check(tried);
    expect(await tried.namesIn?.(tried.folder)).toEqual([]);
  });
});

describe('the contract of a file store', () => {
  it('says every sentence once', () => {
    const sentences = fileStoreContract.map(({ says }) => says);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it('asks no publishing of a place that cannot', () => {
    expect(memoryFileStore(memoryShelf())).not.toHaveProperty('publish');
  });
});
