import { photoBytes } from '@homeroll/destinations/conformance/photo-bytes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileClause, FileSubject } from '@homeroll/destinations/conformance/files/clause';
import { fileStoreContract } from '@homeroll/destinations/conformance/files/file-store-contract';
import type { ContractServer, RunningServer } from '../servers/contract-server.ts';

/** The contract of a file store as tests, for each of these servers. */
export function describeContract(servers: readonly ContractServer[]): void {
  describe.each(servers.map((server) => [server.name, server] as const))('%s', (_name, server) => {
    describe.skipIf(!server.isHere)('(which must be on this machine)', () => testsOf(server));
  });
}

function testsOf({ start, lacks, exempt, sometimes = {} }: ContractServer): void {
  let running: RunningServer;
  let subject: Omit<FileSubject, 'folder'>;
  beforeAll(async () => {
    running = await start();
    const makeSignal = (): ReturnType<FileSubject['makeSignal']> => {
      const controller = new AbortController();
      return { signal: controller.signal, raise: () => controller.abort() };
    };
    subject = { ...running, makeFile: photoBytes, makeSignal };
  });
  afterAll(async () => {
    await subject.store.close();
    await running.stop();
  });

  const checkWell = async ({ check }: FileClause, folder: string): Promise<void> => {
    await check({ ...subject, folder });
    const names = (await subject.namesIn?.(folder)) ?? [];
    expect(names).not.toContainEqual(expect.stringMatching(/\.jpg$|^\.homeroll/));
    expect(running.complaints?.() ?? []).toEqual([]);
  };

  const asked = fileStoreContract.filter(
    ({ says, needs }) => !(says in sometimes) && (needs === undefined || !lacks.includes(needs)),
  );
  it.each(asked)('$says', async (clause) => {
    // Folders that are empty may stay; each clause has one of its own.
    const folder = `party ${fileStoreContract.indexOf(clause)}`;
    const isAble = clause.needs === undefined || clause.needs in subject;
    expect(isAble, 'it lacks what it does not say').toBe(true);
    const reason = exempt[clause.says];
    if (reason === undefined) {
      await checkWell(clause, folder);
      return;
    }
    const stale = `is exempt, but kept: ${reason}`;
    await expect(clause.check({ ...subject, folder }), stale).rejects.toThrow();
    await running.clear?.();
  });

  it('exempts only clauses that there are', () => {
    const sentences = fileStoreContract.map(({ says }) => says);
    const named = [...Object.keys(exempt), ...Object.keys(sometimes)];
    expect(named.filter((says) => !sentences.includes(says))).toEqual([]);
  });
}
