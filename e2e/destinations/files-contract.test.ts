import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FileSubject } from '@homeroll/destinations/conformance/files/clause';
import { fileStoreContract } from '@homeroll/destinations/conformance/files/file-store-contract';
import { allServers, type ContractServer } from '../servers/all-servers.ts';

import { openStore } from './open-store.ts';
import { subjectOnDisk } from './subject.ts';

describe.each(allServers.map((server) => [server.name, server] as const))(
  'B6, B8 to B11: the contract of a file store is kept at %s',
  (_name, server) => {
    describe.skipIf(!server.isHere)('(which must be on this machine)', () => {
      let running: Running;
      let subject: FileSubject;
      beforeAll(async () => {
        running = await server.start();
        subject = {
          ...subjectOnDisk(await openStore(server.kind, { ...running, ...server.options }), running.root),
          resumableFrom: server.resumableFrom,
        };
      });
      afterAll(async () => {
        await subject.store.close();
        await running.stop();
      });

      // What a broken clause left is no matter of the next one.
      afterEach(() => emptyFolder(running.root));

      it.each(fileStoreContract.filter(({ needs }) => needs === undefined || needs in subjectWithAll))(
        '$says',
        async ({ says, check }) => {
          const reason = server.exempt[says];
          if (reason !== undefined) {
            await expect(check(subject), `is exempt, but kept: ${reason}`).rejects.toThrow();
            return;
          }
          if (server.exemptNowAndThen?.[says] !== undefined) {
            await Promise.allSettled([check(subject)]);
            return;
          }
          await check(subject);
          expect(await readdir(running.root)).toEqual([]);
        },
      );

      it('exempts only clauses that there are', () => {
        const sentences = fileStoreContract.map(({ says }) => says);
        expect(
          Object.keys({ ...server.exempt, ...server.exemptNowAndThen }).filter(
            (says) => !sentences.includes(says),
          ),
        ).toEqual([]);
      });
    });
  },
);

type Running = Awaited<ReturnType<ContractServer['start']>>;

const subjectWithAll = { readBack: true, namesIn: true, resumableFrom: true };

async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
}
