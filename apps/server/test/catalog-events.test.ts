import { expect, it } from 'vitest';
import { isInside } from '@homeroll/core/event/match-events';
import { zoneOf } from '@homeroll/core/photo/time-zone';
import { openCatalog } from '@homeroll/server/catalog/catalog';
import type { NewItem } from '@homeroll/server/catalog/item-row';
import { localFrom } from '@homeroll/server/library/file-under';
import { onBothDatabases, someItem } from './both-catalogs.ts';

onBothDatabases('events and tags in the catalog', (tested) => {
  it('P24 P26 P33 are kept, all or none', async () => {
    const { catalog, url } = tested();
    const party = {
      id: 'b',
      title: 'Käse 🧀',
      tags: ['family/birthday'],
      start: '2026-06-14T15:00:00',
      end: '2026-06-15T03:00:00',
      timeZone: 'Europe/Berlin',
      albums: ['Camera'],
      connection: { homeOnly: true, quietHours: [{ from: '22:00', to: '07:00' }] },
      createdAt: 2,
    };
    const backup = { id: 'a', title: '', tags: [], start: '2001-01-01T00:00:00', timeZone: 'UTC' };
    const events = [{ ...backup, createdAt: 1 }, party];
    await catalog.events.keep(events.toReversed());
    await catalog.tags.keep(['b', 'a/c', 'a']);
    await expect(catalog.events.keep([party, party])).rejects.toThrow();
    await expect(catalog.tags.keep(['x', 'x'])).rejects.toThrow();
    const again = await openCatalog(url);
    expect(await again.events.all()).toEqual(events);
    expect(await again.tags.listed()).toEqual(['a', 'a/c', 'b']);
    await again.close();
    await catalog.events.keep([]);
    expect(await catalog.events.all()).toEqual([]);
  });

  it('P53 tags are counted as far as the scope may see, in either Unicode form as one', async () => {
    const { catalog } = tested();
    const owner_id = await tested().addUser();
    const other = await tested().addUser();
    const tagged = (...tags: string[]): NewItem => someItem({ owner_id, tags: JSON.stringify(tags) });
    await catalog.items.add([
      tagged('a/b', 'Käse'),
      tagged('a/b', 'Käse'),
      tagged('Käse'.normalize('NFD')),
      someItem({ owner_id }),
      someItem({ owner_id, tags: '["gone"]', removed_at: 1 }),
      someItem({ owner_id: other, tags: '["another’s"]' }),
    ]);
    const own = await catalog.tags.inUse({ userId: owner_id, seesAll: false });
    expect(Object.fromEntries(own)).toEqual({ 'a/b': 2, Käse: 3 });
    expect((await catalog.tags.inUse({ userId: owner_id, seesAll: true })).get('another’s')).toBe(1);
  });

  it('P29 P32 what an event would mark is counted as matching finds it', async () => {
    const { catalog } = tested();
    const owner_id = await tested().addUser();
    const scope = { userId: owner_id, seesAll: false };
    const stored = Array.from({ length: 600 }, (_, place) =>
      someItem({
        owner_id,
        day: 20_600 + Math.floor(place / 40),
        second: (place * 7919) % 86_400,
        offset_minutes: [null, -720, 0, 120, 840][place % 5] ?? null,
        album: place % 3 === 0 ? 'Camera' : null,
        removed_at: place % 50 === 0 ? 1 : null,
      }),
    );
    await catalog.items.add(stored);
    const zones = { 'Pacific/Kiritimati': zoneOf('Pacific/Kiritimati'), 'Etc/GMT+12': zoneOf('Etc/GMT+12') };
    const offsetIn = (name: string, at: number): number => zones[name as keyof typeof zones](at);
    const counts = new Set<number>();
    for (const window of windows) {
      for (const timeZone of Object.keys(zones)) {
        for (const albums of [{}, { albums: ['Camera', 'Other'] }]) {
          const event = { id: 'e', title: '', tags: [], createdAt: 0, timeZone, ...window, ...albums };
          const matching = stored.filter(({ removed_at, day, second, offset_minutes, album }) => {
            const capture = { local: localFrom(day, second), offsetMinutes: offset_minutes ?? null };
            return removed_at === null && isInside(event, { capture, album: album ?? undefined }, offsetIn);
          });
          expect(await catalog.events.count(scope, event, offsetIn)).toBe(matching.length);
          counts.add(matching.length);
        }
      }
    }
    expect(counts.size).toBeGreaterThan(10);
  });
});

/** The photos are of 27 May to 10 June 2026. */
const windows: readonly { start: string; end?: string }[] = [
  { start: '2026-06-01T10:00:00' },
  { start: '2026-05-30T23:30:00', end: '2026-05-31T00:30:00' },
  { start: '2026-05-30T23:30:00', end: '2026-06-05T00:30:00' },
  { start: '2026-05-29T23:59:59', end: '2026-06-08T00:00:01' },
  { start: '2026-05-20T00:00:00', end: '2026-06-30T00:00:00' },
  { start: '2031-01-01T00:00:00', end: '2032-01-01T00:00:00' },
];
