import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { albumChoice, albumName, outermost } from '@homeroll/agent/albums/album-choice';

const entry = (
  folder: string,
  on: boolean,
  recursive = false,
): { folder: string; on: boolean; recursive: boolean } => ({
  folder,
  on,
  recursive,
});

describe('P13 P14 which folders count', () => {
  const choice = albumChoice(
    [
      entry('/p', true, true),
      entry('/p/whatsapp', false, true),
      entry('/p/whatsapp/family', true),
      entry('/p/trip', false),
      entry('/q/camera', true),
    ],
    'off',
  );
  it.each([
    ['/p', 'on', 'its own entry'],
    ['/p/a', 'on', 'below a recursive entry'],
    ['/p/a/b', 'on', 'far below one'],
    ['/p/whatsapp', 'off', 'its own entry'],
    ['/p/whatsapp/sent', 'off', 'the nearest recursive entry, not the outer one'],
    ['/p/whatsapp/family', 'on', 'its own entry inside an album that is off'],
    ['/p/whatsapp/family/old', 'off', 'an entry that is not recursive says nothing of what is below'],
    ['/p/trip', 'off', 'its own entry'],
    ['/p/trip/day1', 'on', 'the recursive entry above, past one that is not'],
    ['/q/camera', 'on', 'its own entry'],
    ['/q/camera/raw', 'new', 'P16 nobody decided'],
    ['/q', 'new', 'P16 nobody decided'],
    ['/par', 'new', 'a name that only begins alike'],
  ])('%s is %s: %s', (folder, state) => {
    expect(choice(folder)).toBe(state);
  });

  it('P16 takes undecided folders where new albums are on', () => {
    expect(albumChoice([entry('/p/x', false)], 'on')('/p/y')).toBe('on');
  });

  const folder = fc
    .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 })
    .map((parts) => `/${parts.join('/')}`);
  const entries = fc.array(fc.record({ folder, on: fc.boolean(), recursive: fc.boolean() }));

  it('decides for a folder by entries on its way only', () => {
    fc.assert(
      fc.property(entries, folder, (all, at) => {
        const onTheWay = all.filter(
          (one) => one.folder === at || one.folder === '/' || at.startsWith(`${one.folder}/`),
        );
        expect(albumChoice(all, 'off')(at)).toBe(albumChoice(onTheWay, 'off')(at));
      }),
    );
  });

  it('lets an entry for the folder alone stand beside one for all below it', () => {
    const both = albumChoice([entry('/p', false), entry('/p', true, true)], 'off');
    expect([both('/p'), both('/p/a')]).toEqual(['off', 'on']);
  });

  it('obeys an entry of the folder itself, whatever else there is', () => {
    fc.assert(
      fc.property(entries, folder, fc.boolean(), (all, at, on) => {
        expect(albumChoice([...all, entry(at, on)], 'off')(at)).toBe(on ? 'on' : 'off');
      }),
    );
  });

  it('is changed by no entry that repeats what holds anyway', () => {
    fc.assert(
      fc.property(entries, folder, folder, (all, at, other) => {
        const before = albumChoice(all, 'off');
        const state = before(at);
        if (state === 'new') return;
        const after = albumChoice(
          [...all.filter((one) => one.folder !== at), entry(at, state === 'on')],
          'off',
        );
        if (all.some((one) => one.folder === at)) return;
        expect(after(other)).toBe(before(other));
      }),
    );
  });
});

describe('watched folders', () => {
  it('joins those that are inside another', () => {
    expect(outermost(['/p/a', '/p', '/pq', '/p/a/b', '/p'])).toEqual(['/p', '/pq']);
  });
  it('gives what lies directly in one no album', () => {
    expect(albumName('/p', ['/p'])).toBeUndefined();
    expect(albumName('/p/a/Été', ['/p'])).toBe('Été');
  });
});
