import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StorePath } from '@homeroll/core/ports/file-store';
import {
  planPublishing,
  type BoothListing,
  type PublishAction,
  type PublishedRecord,
} from '@homeroll/core/publish/plan-publishing';
import { publishedPath } from '@homeroll/core/publish/published-link';
import type { BoothFile } from '@homeroll/core/publish/publishing';

const mirror = { names: 'secret', copyOnlyMode: false } as const;
const copyOnly = { ...mirror, copyOnlyMode: true };

const file = (name: string, version = '1', modifiedAt = 0): BoothFile => ({
  ...{ path: `full/${name}.jpg`, key: `${name}-key`, size: 10, version, modifiedAt },
});
const listing = (...files: BoothFile[]): BoothListing => ({ files, isDeleted: () => true });
const sent = (...files: BoothFile[]): Map<StorePath, PublishedRecord> =>
  new Map(
    files.map((one) => {
      const storePath = publishedPath(one, mirror);
      return [storePath, { storePath, path: one.path, version: one.version, size: one.size }];
    }),
  );
const shortly = (actions: readonly PublishAction[]): string[] =>
  actions.map((action) => `${action.type} ${action.type === 'put' ? action.file.path : action.record.path}`);

describe('what is to be done at a place', () => {
  it('B1: sends what is new, the newest first: a guest stands before the booth', () => {
    const plan = planPublishing(
      listing(file('a', '1', 1), file('c', '1', 3), file('b', '1', 2)),
      sent(),
      mirror,
    );
    expect(shortly(plan)).toEqual(['put full/c.jpg', 'put full/b.jpg', 'put full/a.jpg']);
  });

  it('B4: sends again what changed in place, under the same path', () => {
    const plan = planPublishing(listing(file('a', '2'), file('b')), sent(file('a'), file('b')), mirror);
    expect(shortly(plan)).toEqual(['put full/a.jpg']);
    expect(plan[0]?.storePath).toBe('media/a-key.jpg');
  });

  it('B4: a mirror deletes what was deleted here, after all that is to be sent', () => {
    const plan = planPublishing(listing(file('new')), sent(file('gone')), mirror);
    expect(shortly(plan)).toEqual(['put full/new.jpg', 'remove full/gone.jpg']);
  });

  it('B4: copy only deletes nothing', () => {
    expect(planPublishing(listing(), sent(file('gone')), copyOnly)).toEqual([]);
  });

  it('B4: a mirror deletes nothing of which it is not known that it was deleted', () => {
    const pulledOut: BoothListing = { files: [], isDeleted: () => false };
    expect(planPublishing(pulledOut, sent(file('a')), mirror)).toEqual([]);
  });

  it('B5: what is not published any more goes, and what has another name there is moved', () => {
    const plan = planPublishing(listing(file('a')), sent(file('a'), file('raw')), {
      ...mirror,
      names: 'plain',
    });
    expect(shortly(plan)).toEqual(['put full/a.jpg', 'remove full/a.jpg', 'remove full/raw.jpg']);
    expect(plan.map(({ storePath }) => storePath)).toEqual([
      'media/full/a.jpg',
      'media/a-key.jpg',
      'media/raw-key.jpg',
    ]);
  });

  it('is nothing once it is done, whatever the folder and the place held before', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'));
    const versions = fc.constantFrom('1', '2');
    fc.assert(
      fc.property(names, names, versions, fc.boolean(), (here, there, version, copyOnlyMode) => {
        const publishing = { ...mirror, copyOnlyMode };
        const now = listing(...here.map((name) => file(name, version)));
        const records = sent(...there.map((name) => file(name)));
        for (const action of planPublishing(now, records, publishing)) {
          if (action.type === 'remove') expect(there).toContain(action.record.path.slice(5, -4));
          apply(records, action);
        }
        expect(planPublishing(now, records, publishing)).toEqual([]);
        for (const one of now.files) expect(records.get(publishedPath(one, mirror))?.version).toBe(version);
      }),
    );
  });
});

function apply(records: Map<StorePath, PublishedRecord>, action: PublishAction): void {
  if (action.type === 'remove') records.delete(action.storePath);
  else {
    const { path, version, size } = action.file;
    records.set(action.storePath, { storePath: action.storePath, path, version, size });
  }
}
