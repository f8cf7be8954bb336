import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { onBothDatabases, someItem } from './both-catalogs.ts';

onBothDatabases('photo booths in the catalog', (tested) => {
  async function booth(name = 'Party') {
    const userId = await tested().addUser();
    const one = { id: randomBytes(9).toString('base64url'), userId, name, sealedSecret: 'sealed' };
    expect(await tested().catalog.booths.keep(one, 5)).toBe(true);
    return one;
  }

  async function items(owner_id: number, count: number): Promise<readonly number[]> {
    return tested().catalog.items.add(Array.from({ length: count }, () => someItem({ owner_id })));
  }

  it('B13 a path holds one item or none, and is found by itself and by its key', async () => {
    const { booths } = tested().catalog;
    const { id, userId } = await booth();
    const [first = 0, second = 0] = await items(userId, 2);
    expect(await booths.put(id, 'media/a-key.jpg', null)).toBeNull();
    expect(await booths.byKey(id, 'a-key')).toBeUndefined();
    expect(await booths.put(id, 'media/a-key.jpg', first)).toBeNull();
    expect(await booths.put(id, 'media/a-key.jpg', second)).toBe(first);
    expect((await booths.find(id, 'media/a-key.jpg'))?.id).toBe(second);
    expect(await booths.byKey(id, 'a-key')).toMatchObject({ id: second });
    expect([await booths.uses(first), await booths.uses(second)]).toEqual([false, true]);
    expect(await booths.put(id, 'media/a-key.jpg', null)).toBe(second);
    expect(await booths.find(id, 'media/a-key.jpg')).toBeUndefined();
    expect(await booths.byKey(id, 'a-key')).toBe('gone');
  });

  it('B13 of the same path of two booths each has its own', async () => {
    const { booths } = tested().catalog;
    const [one, other] = [await booth(), await booth()];
    const [item = 0] = await items(one.userId, 1);
    await booths.put(one.id, 'media/a-key.jpg', item);
    expect(await booths.find(other.id, 'media/a-key.jpg')).toBeUndefined();
    expect(await booths.byKey(other.id, 'a-key')).toBeUndefined();
  });

  it('is kept once, named anew by its account, and never taken over', async () => {
    const { booths } = tested().catalog;
    const one = await booth('Old');
    expect(await booths.keep({ ...one, name: 'New' }, 9)).toBe(true);
    expect(await booths.byId(one.id)).toEqual({ ...one, name: 'New', createdAt: 5, withdrawnAt: null });
    const thief = { ...one, userId: await tested().addUser(), name: 'Theirs' };
    expect(await booths.keep(thief, 9)).toBe(false);
    expect((await booths.byId(one.id))?.name).toBe('New');
  });

  it('is listed with what guests can have, until it is withdrawn, by its account alone', async () => {
    const { catalog } = tested();
    const one = await booth();
    const [shown = 0, gone = 0, deleted = 0] = await items(one.userId, 3);
    for (const item of [shown, gone, deleted])
      await catalog.booths.put(one.id, `media/${String(item)}.jpg`, item);
    await catalog.booths.put(one.id, `media/${String(gone)}.jpg`, null);
    await catalog.items.changeTogether([{ id: deleted, values: { removed_at: 1 } }]);
    const listed = { ...one, createdAt: 5, withdrawnAt: null, count: 1 };
    expect(await catalog.booths.of(one.userId)).toEqual([listed]);
    const stranger = await tested().addUser();
    expect(await catalog.booths.of(stranger)).toEqual([]);
    expect(await catalog.booths.withdraw(stranger, one.id, 7)).toBe(false);
    expect(await catalog.booths.withdraw(one.userId, one.id, 7)).toBe(true);
    expect(await catalog.booths.of(one.userId)).toEqual([]);
    expect((await catalog.booths.byId(one.id))?.withdrawnAt).toBe(7);
    await catalog.booths.keep(one, 9);
    expect((await catalog.booths.byId(one.id))?.withdrawnAt).toBe(7);
    expect(await catalog.booths.withdraw(one.userId, one.id, null)).toBe(true);
    expect(await catalog.booths.of(one.userId)).toEqual([listed]);
  });
});
