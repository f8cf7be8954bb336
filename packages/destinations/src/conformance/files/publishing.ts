import { expect, sameBytes } from '../clause.ts';
import type { FileClause } from './clause.ts';
import { expectHeld, putNew, tidily, type Place } from './tidily.ts';

/** What `publish` and `close` promise. */
export const publishing: readonly FileClause[] = [
  {
    says: 'publishes under an address that stays',
    needs: 'askAsGuest',
    check: tidily(async (place) => {
      const address = await publish(place);
      expect(/^https?:\/\/.*[^/]$/.test(address), `the address is ${address}`);
      const again = await publish(place);
      expect(again === address, `the second time it was ${again}`);
      await place.store.close();
      const later = await publish(place);
      expect(later === address, `later it was ${later}`);
    }),
  },
  ...['photo.jpg', `100% "Grüße" #1 & ?.jpg`, 'sub folder/photo.jpg'].map((name): FileClause => ({
    says: `lets a guest read ${name} below that address, and its new bytes when it is replaced`,
    needs: 'askAsGuest',
    check: tidily(async (place) => {
      const path = place.at(name);
      const asked = `${await publish(place)}/${path.split('/').map(encodeURIComponent).join('/')}`;
      for (const size of [40_000, 30_000]) {
        const bytes = await putNew(place, path, size);
        const seen = await place.askAsGuest?.(asked);
        expect(seen !== undefined, 'the guest was refused');
        expect(seen !== undefined && sameBytes(seen, bytes), 'the guest got other bytes');
      }
      await place.store.remove(path);
      expect((await place.askAsGuest?.(asked)) === undefined, 'the guest still gets it');
    }),
  })),
  {
    says: 'can be used again after it was closed, and closed twice',
    check: tidily(async (place) => {
      const path = place.at('closed.jpg');
      const bytes = await putNew(place, path);
      await place.store.close();
      await place.store.close();
      await expectHeld(place, path, bytes);
    }),
  },
];

function publish({ store }: Place): Promise<string> {
  return store.publish?.() ?? Promise.reject(new Error('it offers no way to publish'));
}
