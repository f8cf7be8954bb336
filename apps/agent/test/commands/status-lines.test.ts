import { describe, expect, it } from 'vitest';
import { statusLines } from '@homeroll/agent/commands/agent-status';
import type { AgentStatus, DestinationStatus } from '@homeroll/agent/control/control-messages';

const now = new Date('2026-06-14T15:00:00').getTime();
const home: DestinationStatus = {
  name: 'home',
  to: 'https://photos.example.org',
  user: 'anna',
  state: 'possible',
  reasons: [],
  connected: true,
  counts: {},
  moving: [],
  looking: false,
  bytesPerSecond: 0,
  secondsLeft: null,
  waiting: [],
  nextTry: null,
};

function told(destination: Partial<DestinationStatus>, more: Partial<AgentStatus> = {}): string {
  const status: AgentStatus = {
    version: '1.0',
    startedAt: now - 3_600_000,
    settingsFile: '/s',
    settingsTrouble: null,
    folders: ['/p'],
    paused: false,
    pageOpen: false,
    destinations: [{ ...home, ...destination }],
    newAlbums: [],
    unreadable: [],
    ...more,
  };
  return statusLines(status, now).join('\n');
}

describe('homeroll agent status', () => {
  it.each<[string, Partial<DestinationStatus>, RegExp]>([
    [
      'P17 that sending is possible',
      {},
      /^home \(anna on https:\/\/photos\.example\.org\): sending is possible\n {2}nothing sent yet$/m,
    ],
    [
      'P17 that it is not, and why',
      { state: 'not-possible-now', reasons: ['these are quiet hours'] },
      /: not possible now\n {2}because these are quiet hours\n/,
    ],
    [
      'P12 a configuration problem',
      { state: 'configuration-problem', reasons: ['the server refused the token'] },
      /CONFIGURATION PROBLEM\n {2}because the server refused/,
    ],
    ['P18 that it is not connected', { connected: false }, /, not connected$/m],
    ['its account only once it is known', { user: null }, /^home \(https:\/\/photos/m],
    [
      'how many are in which state',
      { counts: { transferred: 1200, marked: 3, failed: 1, deleted: 2 } },
      /1,200 sent, 3 waiting, 1 could not be sent, 2 deleted$/m,
    ],
    [
      'P22a what waits and why',
      { waiting: [{ count: 3, words: 'these are quiet hours' }] },
      /^ {2}3 waiting: these are quiet hours$/m,
    ],
    [
      'P22a what moves',
      { moving: [{ file: '/p/a.mp4', size: 5e6, bytes: 1e6 }], bytesPerSecond: 1e6, secondsLeft: 4 },
      /sending now, 1\.0 MB\/s, about 5 s left:\n {4}a\.mp4 {2}1\.0 MB of 5\.0 MB$/m,
    ],
    ['when something is tried again', { nextTry: now + 600_000 }, /next try at 15:10$/m],
  ])('tells %s', (_what, more, words) => {
    expect(told(more)).toMatch(words);
  });

  it('tells what concerns all destinations', () => {
    expect(told({}, { paused: true })).toMatch(/^Paused: nothing is sent/m);
    expect(told({}, { pageOpen: true })).toMatch(/page for choosing photos is open/);
    expect(told({}, { settingsTrouble: 'It has a mistake' })).toMatch(
      /It has a mistake\nThe settings of before go on/,
    );
    expect(told({}, { newAlbums: [{ folder: '/p/WhatsApp', count: 12 }] })).toMatch(
      /New albums, off until you decide.*\n {2}\/p\/WhatsApp {2}12/,
    );
    expect(told({}, { destinations: [] })).toMatch(/no destination yet/);
  });
});
