import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseContentHash, type ContentHash } from '@homeroll/core/photo/content-hash';
import type { Journal } from '@homeroll/core/ports/journal';
import { memoryJournal } from '@homeroll/core/sync/memory-journal';
import { isWaiting, workOf } from '@homeroll/core/sync/retry-schedule';
import { transferStates, type TransferRecord, type Work } from '@homeroll/core/sync/transfer-record';
import { openJournal } from '@homeroll/agent/journal/open-journal';
import { sqliteJournal } from '@homeroll/agent/journal/sqlite-journal';

const everything = [{ first: '', end: '\u{10ffff}' }];
const journals: Readonly<Record<string, () => Journal & { close?: () => void }>> = {
  'in memory': memoryJournal,
  'in SQLite': () => sqliteJournal(':memory:', everything),
};
const records: fc.Arbitrary<TransferRecord> = fc
  .record(
    {
      item: fc.constantFrom('a', 'b/ü.jpg', "c'd\n.jpg", '🎉'),
      hash: fc.nat(2).map((number) => hashOf(String(number))),
      version: fc.string(),
      size: fc.maxSafeNat(),
      state: fc.constantFrom(...transferStates),
      attempts: fc.nat(50),
      nextTry: fc.integer({ min: 0, max: 200 }),
      reason: fc.constantFrom('timeout', 'source-missing', 'odd-name'),
      origin: fc.constantFrom('manual' as const, { event: 'e' }),
      title: fc.string(),
      tags: fc.array(fc.string()),
      force: fc.constant(true as const),
      remoteId: fc.string(),
      resume: fc.string(),
    },
    { requiredKeys: ['item', 'hash', 'version', 'size', 'state', 'attempts'] },
  )
  // A record from the wild may have any prototype here; the journal's have the usual one.
  .map((record): TransferRecord => ({ ...record }));

describe.each(Object.entries(journals))('a journal %s', (_where, open) => {
  it('gives back exactly the last record of each item and hash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(records, { maxLength: 4 }), { maxLength: 5 }), async (groups) => {
        const journal = open();
        const last = new Map<string, TransferRecord>();
        await Promise.all(groups.map((group) => journal.save(group)));
        for (const record of groups.flat()) last.set(`${record.item} ${record.hash}`, record);
        const found = await journal.find(['a', 'b/ü.jpg', "c'd\n.jpg", '🎉', 'never saved']);
        expect(sorted([...found.values()].flat())).toEqual(sorted([...last.values()]));
        journal.close?.();
      }),
    );
  });

  it('finds what waits, and when the next one does', async () => {
    const journal = open();
    const due = record('failed', 'due', { nextTry: 100 });
    const marked = record('marked', 'marked');
    const later = record('failed', 'later', { nextTry: 150 });
    const evenLater = record('failed', 'even later', { nextTry: 170 });
    const gone = record('failed', 'gone', { reason: 'source-missing' });
    await journal.save([due, later, marked, record('transferred', 'sent'), gone, evenLater]);
    expect(sorted(await waiting(journal, 100))).toEqual(sorted([due, marked]));
    expect(await journal.nextTry(100)).toBe(150);
    expect(await journal.nextTry(170)).toBeUndefined();
    journal.close?.();
  });

  it('P38 keeps what is to be deleted apart from what is to be sent', async () => {
    const journal = open();
    const now = record('delete-marked', 'now');
    const later = record('delete-marked', 'later', { nextTry: 150 });
    await journal.save([now, later, record('marked', 'marked'), record('delete-failed', 'red bin')]);
    expect(await waiting(journal, 100, 'deleting')).toEqual([now]);
    expect((await waiting(journal, 100)).map(({ item }) => item)).toEqual(['marked']);
    expect(await journal.nextTry(100)).toBe(150);
    journal.close?.();
  });

  it('finds every copy of the same bytes', async () => {
    const journal = open();
    const hash = hashOf('same');
    const copies = [record('transferred', 'a', { hash }), record('deleted', 'b', { hash })];
    await journal.save([...copies, record('marked', 'c')]);
    const found = await journal.findCopies([hash, hashOf('never seen')]);
    expect([...found.keys()]).toEqual([hash]);
    expect(sorted(found.get(hash) ?? [])).toEqual(copies);
    journal.close?.();
  });

  it('keeps what waits for its file apart, whatever its turn', async () => {
    const journal = open();
    const missing = [
      record('marked', 'a', { reason: 'source-missing' }),
      record('failed', 'b', { reason: 'source-missing' }),
    ];
    const others = [
      record('transferred', 'c', { reason: 'source-missing' }),
      record('failed', 'd', { reason: 'timeout' }),
      record('delete-marked', 'e'),
    ];
    await journal.save([...missing, ...others]);
    expect(sorted(await waiting(journal, 0, 'missing'))).toEqual(sorted(missing));
    expect((await waiting(journal, 0)).map(({ item }) => item)).toEqual(['d']);
    journal.close?.();
  });

  it('each record waits for exactly the work that it wants, when its turn has come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(records, { maxLength: 8 }), fc.nat(250), async (list, now) => {
        const journal = open();
        await journal.save(list);
        const last = [...new Map(list.map((one) => [`${one.item} ${one.hash}`, one])).values()];
        for (const work of ['sending', 'deleting', 'missing'] as const) {
          const expected = last.filter((one) => workOf(one) === work && isWaiting(one, now));
          expect(sorted(await waiting(journal, now, work))).toEqual(sorted(expected));
        }
        const times = last.flatMap((one) =>
          workOf(one) !== undefined &&
          workOf(one) !== 'missing' &&
          one.nextTry !== undefined &&
          one.nextTry > now
            ? [one.nextTry]
            : [],
        );
        expect(await journal.nextTry(now)).toBe(times.length === 0 ? undefined : Math.min(...times));
        journal.close?.();
      }),
      // Each opens a database: most of the time of these tests.
      { numRuns: 40 },
    );
  });

  it('finds copies that were saved a moment ago, and as they are now', async () => {
    const journal = open();
    const hash = hashOf('same');
    await journal.save([record('marked', 'a', { hash })]);
    const saving = journal.save([record('transferred', 'a', { hash }), record('marked', 'b', { hash })]);
    const found = (await journal.findCopies([hash])).get(hash) ?? [];
    expect(sorted(found).map(({ item, state }) => [item, state])).toEqual([
      ['a', 'transferred'],
      ['b', 'marked'],
    ]);
    await saving;
    journal.close?.();
  });

  it('what was saved is there when `sync` resolves, and what was not is not', async () => {
    const journal = open();
    const saving = journal.save([record('marked', 'a')]);
    await journal.sync();
    expect((await journal.find(['a'])).size).toBe(1);
    await saving;
    await journal.sync();
    expect((await journal.find(['b'])).size).toBe(0);
    journal.close?.();
  });

  it('lets records change while what waits is gone through', async () => {
    const journal = open();
    const many = Array.from({ length: 2500 }, (_, number) => record('marked', String(number)));
    await journal.save(many);
    const seen: string[] = [];
    for await (const portion of journal.waiting(0, 'sending')) {
      seen.push(...portion.map(({ item }) => item));
      await journal.save(portion.map((one) => ({ ...one, state: 'transferred' })));
    }
    expect(new Set(seen).size).toBe(2500);
    expect(seen).toHaveLength(2500);
    expect(await waiting(journal, 0)).toEqual([]);
    journal.close?.();
  });
});

describe('the journal of an account', () => {
  let stateFolder = '';
  beforeEach(async () => (stateFolder = await mkdtemp(join(tmpdir(), 'homeroll-journal-'))));
  afterEach(() => rm(stateFolder, { recursive: true, force: true }));
  const open = (more: Partial<Parameters<typeof openJournal>[0]> = {}): ReturnType<typeof openJournal> =>
    openJournal({ stateFolder, address: 'https://h.example', user: 'anna', roots: ['/p'], ...more });

  it('survives the program, and is another one for another account or server', async () => {
    const first = open();
    const saved = record('transferred', '/p/a.jpg');
    await first.save([saved]);
    first.folders.set('/p', 'listing');
    first.close();
    const second = open();
    expect((await second.find(['/p/a.jpg'])).get('/p/a.jpg')).toEqual([saved]);
    expect(second.folders.get('/p')).toBe('listing');
    second.close();
    for (const other of [open({ user: 'berta' }), open({ address: 'https://i.example' })]) {
      expect((await other.find(['/p/a.jpg'])).size).toBe(0);
      other.close();
    }
  });

  it('leaves what waits in other folders to their own runs', async () => {
    const journal = open();
    const names = ['/p/a.jpg', '/p/b/c.jpg', '/p2/a.jpg', '/o/a.jpg', '/p'];
    await journal.save(names.map((name) => record('marked', name)));
    expect((await waiting(journal, 0)).map(({ item }) => item)).toEqual(['/p/a.jpg', '/p/b/c.jpg']);
    journal.close();
  });

  it('holds the records of a transaction together with the folder they belong to', async () => {
    const journal = open();
    const saving = journal.save([record('transferred', '/p/a.jpg')]);
    journal.folders.set('/p', 'listing');
    await saving;
    expect(journal.folders.get('/p')).toBe('listing');
    journal.close();
  });

  it('what is synced is in the file, for whoever opens it next; so is a folder, known at once', async () => {
    const journal = open();
    void journal.save([record('marked', '/p/a.jpg')]);
    journal.folders.set('/p', 'listing', 'print');
    expect([journal.folders.get('/p'), journal.folders.fingerprint('/p')]).toEqual(['listing', 'print']);
    await journal.sync();
    const other = open();
    expect((await other.find(['/p/a.jpg'])).size).toBe(1);
    expect(other.folders.get('/p')).toBe('listing');
    journal.folders.set('/p', '');
    expect([journal.folders.get('/p'), journal.folders.fingerprint('/p')]).toEqual(['', undefined]);
    other.close();
    journal.close();
  });

  it('is put aside when it is no database any more', async () => {
    open().close();
    const [name = ''] = await files(stateFolder);
    await writeFile(join(stateFolder, name), 'x'.repeat(10_000));
    const fresh = open();
    expect((await fresh.find(['/p/a.jpg'])).size).toBe(0);
    fresh.close();
    expect(await files(stateFolder)).toContain(`${name}.broken`);
  });

  it('says so when it cannot be written', async () => {
    const journal = open();
    const [name = ''] = await files(stateFolder);
    const other = new DatabaseSync(join(stateFolder, name));
    other.exec('DROP TABLE records');
    await expect(journal.save([record('marked', '/p/a.jpg')])).rejects.toThrow(/records/);
    journal.close();
    other.close();
  });
});

async function files(folder: string): Promise<readonly string[]> {
  const { readdir } = await import('node:fs/promises');
  return (await readdir(folder)).filter((name) => /journal-h\.example-anna-[0-9a-f]{12}/.test(name)).sort();
}

function record(
  state: TransferRecord['state'],
  item: string,
  more: Partial<TransferRecord> = {},
): TransferRecord {
  return { item, hash: hashOf(item), version: 'v', size: 1, state, attempts: 0, ...more };
}

async function waiting(journal: Journal, now: number, work: Work = 'sending'): Promise<TransferRecord[]> {
  const found: TransferRecord[] = [];
  for await (const portion of journal.waiting(now, work)) found.push(...portion);
  return found;
}

function sorted(list: readonly TransferRecord[]): TransferRecord[] {
  return [...list].sort((a, b) => (`${a.item} ${a.hash}` < `${b.item} ${b.hash}` ? -1 : 1));
}

function hashOf(text: string): ContentHash {
  return parseContentHash(createHash('sha256').update(text).digest('hex'))!;
}
