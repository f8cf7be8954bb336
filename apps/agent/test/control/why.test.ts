import { describe, expect, it } from 'vitest';
import type { HoldReason } from '@homeroll/core/connection/connection-gate';
import { unmetWords } from '@homeroll/core/connection/unmet-words';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import type { ContentHash } from '@homeroll/core/photo/content-hash';
import { reasonWords } from '@homeroll/core/sync/reason-words';
import type { Reason } from '@homeroll/core/sync/reason';
import { transferStates, type TransferRecord } from '@homeroll/core/sync/transfer-record';
import type { KnownOfFile } from '@homeroll/agent/control/known-of-file';
import { why } from '@homeroll/agent/control/why';

const path = '/photos/Camera/a.jpg';
const noon = Date.parse('2026-06-20T12:00:00');
const party: MediaEvent = {
  id: 'party',
  title: 'Party',
  tags: [],
  start: '2026-06-14T15:00:00',
  end: '2026-06-15T03:00:00',
  timeZone: 'UTC',
  createdAt: 0,
};

function known(more: Partial<KnownOfFile> = {}): KnownOfFile {
  return {
    path,
    now: noon,
    kind: 'media',
    isWatched: true,
    album: { folder: '/photos/Camera', name: 'Camera', state: 'on' },
    capture: { local: '2026-06-14T16:00:00', offsetMinutes: null, source: 'exif' },
    events: [party],
    offsetIn: () => 0,
    destination: 'home',
    holds: [],
    ...more,
  };
}

function record(more: Partial<TransferRecord>): TransferRecord {
  const hash = 'a'.repeat(64) as ContentHash;
  return {
    item: path,
    hash,
    version: '1',
    size: 3_100_000,
    state: 'marked',
    attempts: 0,
    origin: { event: 'party' },
    ...more,
  };
}

function said(more: Partial<KnownOfFile>): string {
  const { says, because, todo } = why(known(more));
  return [says, ...because, todo ?? ''].join('\n');
}

describe('P22a why a file is no item', () => {
  it.each<[string, Partial<KnownOfFile>, RegExp]>([
    ['is not there', { kind: 'absent' }, /no such file/],
    ['is in no watched folder', { isWatched: false }, /none of the watched folders\.\n.*“folders”/],
    ['is a folder', { kind: 'folder' }, /is a folder/],
    ['is a link', { kind: 'link' }, /links are not followed/],
    ['is hidden', { kind: 'hidden' }, /hidden or temporary/],
    ['has an unreadable name', { kind: 'odd-name' }, /not UTF-8/],
    ['is no photo', { kind: 'no-media' }, /no photo or video/],
    ['is empty', { isEmpty: true }, /file is empty/],
    ['is being written', { isBeingWritten: true }, /still being written/],
  ])('that %s', (_what, more, words) => {
    expect(said(more)).toMatch(words);
    expect(why(known(more)).state).toBe('unmarked');
  });

  it('but tells of what was sent before it went away', () => {
    expect(said({ kind: 'absent', record: record({ state: 'transferred' }) })).toMatch(/^It is at home/);
    expect(said({ kind: 'absent', record: record({ state: 'marked' }) })).toMatch(/no such file/);
  });
});

describe('P22a why nothing marks a photo', () => {
  const later = {
    capture: { local: '2026-06-17T15:00:00', offsetMinutes: null, source: 'file-name' },
  } as const;
  it.each<[string, Partial<KnownOfFile>, RegExp]>([
    [
      'its album is off',
      { album: { folder: '/photos/W', name: 'W', state: 'off' } },
      /album “W”, which is off\.\n.*albums on "\/photos\/W"/,
    ],
    [
      'P16 its album is new',
      { album: { folder: '/photos/W', name: 'W', state: 'new' } },
      /which is new: nobody has switched it on/,
    ],
    [
      'its folder has no album and is off',
      { album: { folder: '/photos', name: undefined, state: 'off' } },
      /in the folder, which is off/,
    ],
    ['there is no event', { events: [] }, /there are no events\.\nMake one/],
    ['it cannot be read', { capture: undefined as never }, /could not be read/],
    [
      'it was reset',
      { record: record({ state: 'unmarked', suppressEvents: true }) },
      /was reset.*\n.*agent mark "\/photos/,
    ],
    [
      'it was shot later',
      later,
      /No event matches it\.\nIt was shot on 17 June 2026 at 15:00, by its file name\.\n“Party” ended 3 days before \(15 June 2026 at 03:00\)/,
    ],
    [
      'it was shot earlier',
      { capture: { local: '2026-06-14T14:30:00', offsetMinutes: null, source: 'modified' } },
      /“Party” begins 30 minutes later/,
    ],
    [
      'its album is not the event’s',
      { events: [{ ...party, albums: ['Trip'] }] },
      /“Party” has that time, but is limited to Trip; this one is in “Camera”/,
    ],
    ['the event is about to mark it', {}, /“Party” matches it; it is marked at the next look/],
    [
      'it was edited',
      { ...later, earlier: [record({ state: 'transferred' })] },
      /earlier version of this file was sent/,
    ],
  ])('because %s', (_what, more, words) => {
    expect(said(more)).toMatch(words);
  });

  it('names the nearest event on each side of many', () => {
    const event = (id: string, start: string, end: string): MediaEvent => ({
      ...party,
      id,
      title: id,
      start,
      end,
    });
    const events = [
      event('long before', '2020-01-01T00:00:00', '2020-02-01T00:00:00'),
      event('just before', '2026-06-01T00:00:00', '2026-06-10T00:00:00'),
      event('just after', '2026-06-20T00:00:00', '2026-06-21T00:00:00'),
      event('long after', '2030-01-01T00:00:00', '2030-02-01T00:00:00'),
    ];
    const { because } = why(known({ events }));
    expect(because.slice(1)).toEqual([
      expect.stringMatching(/just before/),
      expect.stringMatching(/just after/),
    ]);
  });
});

describe('P22a why a photo is in its state', () => {
  it.each<[string, Partial<TransferRecord>, Partial<KnownOfFile>, RegExp]>([
    ['waits its turn', {}, {}, /sent to home as soon as its turn comes\.\nThe event “Party” marked it/],
    ['was marked by hand', { origin: 'manual' }, {}, /It was marked by hand/],
    [
      'was marked by an event that was removed',
      { origin: { event: 'gone' } },
      {},
      /an event that is there no more/,
    ],
    ['is on its way', {}, { sentBytes: 1_000_000 }, /being sent to home: 1\.0 MB of 3\.1 MB/],
    ['lost its file', { reason: 'source-missing' }, {}, /file was gone .* sent when it is back/],
    [
      'P62 is red and tried again',
      { state: 'failed', reason: 'server-error', attempts: 2, nextTry: noon + 600_000 },
      {},
      /could not be sent to home, 2 times: the server failed on this file\.\nIt is tried again at 12:10/,
    ],
    [
      'is red for good',
      { state: 'failed', reason: 'too-large', attempts: 1 },
      {},
      /larger than the server takes\.\nIt is not tried again by itself/,
    ],
    ['P63 is green', { state: 'transferred' }, {}, /is at home, with title and tags/],
    [
      'P64 is yellow',
      { state: 'already-there', title: 'T' },
      {},
      /was at home already.*\n.*title and tags were not added/,
    ],
    ['P65 is grey by our doing', { state: 'deleted' }, {}, /deleted at home from here.*\n.*mark --yes/],
    [
      'is grey by another’s doing',
      { state: 'deleted', reason: 'removed-elsewhere' },
      {},
      /sent to home once and deleted there since/,
    ],
    ['is to be deleted', { state: 'delete-marked' }, {}, /to be deleted at home\.\n.*agent reset/],
    [
      'could not be deleted yet',
      { state: 'delete-marked', reason: 'unreachable', nextTry: noon + 600_000 },
      {},
      /that failed: the server could not be reached\.\nIt is tried again at 12:10/,
    ],
    [
      'P40 could not be deleted',
      { state: 'delete-failed', reason: 'missing' },
      {},
      /could not be deleted at home: it is not on the server any more\.\nTry again: .*--yes.*reset/,
    ],
  ])('that %s', (_what, about, more, words) => {
    expect(said({ record: record(about), ...more })).toMatch(words);
  });

  it('has an answer for each state, for each reason and for each rule', () => {
    const holds = ['paused', ...Object.keys(unmetWords)] as HoldReason[];
    const reasons = [undefined, ...(Object.keys(reasonWords) as Reason[])];
    const all = transferStates.flatMap((state) =>
      reasons.map((reason) => record({ state, ...(reason === undefined ? {} : { reason }) })),
    );
    for (const about of all) {
      const answers = holds.map((hold) => why(known({ record: about, holds: [hold] })));
      expect(new Set(answers.map(({ state }) => state))).toEqual(new Set([about.state]));
      for (const { says, because } of answers)
        for (const line of [says, ...because]) expect(line).toMatch(/^[“\p{Lu}].*\.$/u);
    }
  });

  it.each(['paused', ...Object.keys(unmetWords)] as HoldReason[])(
    'P17 P54–P60a tells that %s holds it back',
    (hold) => {
      const { because } = why(known({ record: record({}), holds: [hold] }));
      const words =
        hold === 'paused' ? 'sending is paused; homeroll agent resume lets it go on' : unmetWords[hold];
      expect(because[0]?.toLowerCase()).toBe(`${words.toLowerCase()}.`);
    },
  );

  it('P12 tells that the destination itself is in trouble', () => {
    const trouble = { words: 'the server refused the token.', isConfiguration: true };
    expect(said({ record: record({}), trouble })).toMatch(
      /waits to be sent to home\.\nConfiguration problem: The server refused the token\.\n/,
    );
  });
});
