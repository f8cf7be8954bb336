import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileClause, FileSubject } from '@homeroll/destinations/conformance/files/clause';
import { fileStoreContract } from '@homeroll/destinations/conformance/files/file-store-contract';
import { webServers, type RunningWebServer } from '../servers/web-servers.ts';

describe.each(webServers.map((server) => [server.name, server] as const))(
  'B6, B9, B11: the contract of a file store is kept at %s',
  (_name, { isHere, start, lacks, exempt, sometimes = {} }) => {
    describe.skipIf(!isHere)('(which must be on this machine)', () => {
      let running: RunningWebServer;
      let subject: Omit<FileSubject, 'folder'>;
      beforeAll(async () => {
        running = await start();
        subject = {
          makeFile: (size) => randomBytes(size),
          ...running,
          makeSignal: () => {
            const controller = new AbortController();
            return { signal: controller.signal, raise: () => controller.abort() };
          },
        };
      });
      afterAll(async () => {
        await subject.store.close();
        await running.stop();
      });

      const checkWell = async ({ check }: FileClause, folder: string): Promise<void> => {
        await check({ ...subject, folder });
        expect((await subject.namesIn?.(folder)) ?? []).not.toContainEqual(
          expect.stringMatching(/\.jpg$|^\.homeroll/),
        );
        expect(running.complaints?.() ?? []).toEqual([]);
      };

      const asked = fileStoreContract.filter(
        ({ says, needs }) => !(says in sometimes) && (needs === undefined || !lacks.includes(needs)),
      );
      it.each(asked)('$says', async (clause) => {
        // Folders that are empty stay; each clause has one of its own.
        const folder = `party ${fileStoreContract.indexOf(clause)}`;
        expect(clause.needs === undefined || clause.needs in subject, 'it lacks what it does not say').toBe(
          true,
        );
        const reason = exempt[clause.says];
        if (reason === undefined) await checkWell(clause, folder);
        else
          await expect(
            clause.check({ ...subject, folder }),
            `is exempt, but kept: ${reason}`,
          ).rejects.toThrow();
      });

      it('exempts only clauses that there are', () => {
        const sentences = fileStoreContract.map(({ says }) => says);
        const named = [...Object.keys(exempt), ...Object.keys(sometimes)];
        expect(named.filter((says) => !sentences.includes(says))).toEqual([]);
      });
    });
  },
);
