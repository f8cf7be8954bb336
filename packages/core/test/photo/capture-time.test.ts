import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CaptureClues, captureTime } from '@homeroll/core/photo/capture-time';

const receivedAt = Date.UTC(2026, 10, 21, 12);
const zone = (): number => 120;
const nothing: CaptureClues = { fileName: 'DSC_1234.jpg', receivedAt, zone };
const time = (clues: Partial<CaptureClues>) => captureTime({ ...nothing, ...clues });

describe('capture time', () => {
  it('takes the best clue there is, in the order of the house', () => {
    const all: CaptureClues = {
      ...nothing,
      exif: { original: '2026:06:01 10:00:00', offset: '-05:00' },
      xmp: '2026-06-02T10:00:00+01:00',
      iptc: '20260603 100000+0100',
      container: { utc: Date.UTC(2026, 5, 4, 8) },
      takenAt: '2026-06-05T10:00:00',
      fileName: 'IMG_20260606_100000.jpg',
      lastModified: Date.UTC(2026, 5, 7, 8),
    };
    const without = (fields: readonly (keyof CaptureClues)[]) => {
      const kept = Object.entries(all).filter(([field]) => !(fields as readonly string[]).includes(field));
      return captureTime({ ...nothing, ...(Object.fromEntries(kept) as Partial<CaptureClues>) });
    };
    const order = ['exif', 'xmp', 'iptc', 'container', 'takenAt', 'fileName', 'lastModified'] as const;
    const inOrder = [0, 1, 2, 3, 4, 5, 6, 7].map((count) => without(order.slice(0, count)));
    expect(inOrder).toEqual([
      { local: '2026-06-01T10:00:00', offsetMinutes: -300, source: 'exif' },
      { local: '2026-06-02T10:00:00', offsetMinutes: 60, source: 'xmp' },
      { local: '2026-06-03T10:00:00', offsetMinutes: 60, source: 'iptc' },
      { local: '2026-06-04T10:00:00', offsetMinutes: 120, source: 'container' },
      { local: '2026-06-05T10:00:00', offsetMinutes: null, source: 'client' },
      { local: '2026-06-06T10:00:00', offsetMinutes: null, source: 'file-name' },
      { local: '2026-06-07T10:00:00', offsetMinutes: 120, source: 'modified' },
      { local: '2026-11-21T14:00:00', offsetMinutes: 120, source: 'received' },
    ]);
  });

  it.each([
    ['0000:00:00 00:00:00'],
    ['2026:13:01 00:00:00'],
    ['2026:02:30 10:00:00'],
    ['2026:06:14 25:00:00'],
    ['1970:01:01 00:00:00'],
    ['1904:01:01 00:00:00'],
    ['1620:01:01 00:00:00'],
    ['2026:11:23 12:00:00'],
    ['    :  :     :  :  '],
    [''],
    ['\0\0\0\0'],
    ['yesterday'],
    ['9'.repeat(10_000)],
  ])('passes over the nonsense %j', (original) => {
    expect(time({ exif: { original, offset: '+00:00' }, xmp: '2025-01-02' })).toMatchObject({
      source: 'xmp',
    });
  });

  it('passes over a container that was never dated, and times of change that are none', () => {
    for (const utc of [Date.UTC(1904, 0, 1), 0, Number.NaN, 1e300, receivedAt + 2 * 86_400_000]) {
      expect(time({ container: { utc }, lastModified: utc })).toMatchObject({ source: 'received' });
    }
    expect(time({ lastModified: Date.UTC(1980, 0, 1) })).toMatchObject({ source: 'received' });
  });

  it('gives a clock without offset the benefit of the doubt, up to the farthest east', () => {
    expect(time({ exif: { original: '2026:11:23 01:00:00' } })).toMatchObject({ source: 'exif' });
    expect(time({ exif: { original: '2026:11:23 03:00:00' } })).toMatchObject({ source: 'received' });
  });

  it('takes the offset from GPS where none is written, if it is a zone at all', () => {
    const gpsUtc = Date.UTC(2026, 5, 14, 13, 30, 40);
    const offset = (original: string) => time({ exif: { original, gpsUtc } }).offsetMinutes;
    expect(offset('2026:06:14 15:30:20')).toBe(120);
    expect(offset('2026:06:14 19:15:20')).toBe(345);
    expect(offset('2026:06:14 15:37:20')).toBeNull();
    expect(offset('2026:06:16 15:30:20')).toBeNull();
  });

  it('takes the day of digitizing behind XMP and IPTC, and the satellites’ time where no clock is given', () => {
    const digitized = '2020:01:01 10:00:00';
    expect(time({ exif: { digitized }, xmp: '1985' })).toMatchObject({
      local: '1985-01-01T12:00:00',
      source: 'xmp',
    });
    expect(time({ exif: { digitized } })).toMatchObject({ local: '2020-01-01T10:00:00', source: 'exif' });
    expect(time({ exif: { gpsUtc: Date.UTC(2026, 5, 14, 13) } })).toMatchObject({
      local: '2026-06-14T15:00:00',
    });
  });

  it('prefers what the phone wrote on the spot to the container’s UTC', () => {
    const container = { utc: Date.UTC(2026, 5, 14, 3), local: '2026-06-14T12:00:00+0900' };
    expect(time({ container })).toEqual({
      local: '2026-06-14T12:00:00',
      offsetMinutes: 540,
      source: 'container',
    });
  });

  it('reads a client’s UTC as home’s clock', () => {
    expect(time({ takenAt: '2026-06-14T22:30:00.123Z' })).toMatchObject({
      local: '2026-06-15T00:30:00',
      offsetMinutes: 120,
    });
  });

  it.each([
    ['IMG_20260614_153000.jpg', '15:30:00'],
    ['PXL_20260614_133000123.jpg', '15:30:00'],
    ['PXL_20260614_133000123.MP.jpg', '15:30:00'],
    ['20260614_153000.jpg', '15:30:00'],
    ['20260614153000.jpg', '15:30:00'],
    ['VID_20260614_153000.mp4', '15:30:00'],
    ['Screenshot_2026-06-14-15-30-00.png', '15:30:00'],
    ['Screenshot_20260614-153000_Maps.jpg', '15:30:00'],
    ['signal-2026-06-14-153000.jpg', '15:30:00'],
    ['signal-2026-06-14-15-30-00-123.jpg', '15:30:00'],
    ['IMG-20260614-WA0001.jpg', '12:00:00'],
    ['WhatsApp Image 2026-06-14 at 15.30.00.jpeg', '15:30:00'],
    ['Screen Shot 2026-06-14 at 3.30.00 PM.png', '15:30:00'],
    ['Screen Shot 2026-06-14 at 12.30.00\u202fAM.png', '00:30:00'],
    ['20260614-153000-123456.jpg', '15:30:00'],
    ['2026-06-14 15.30.00.jpg', '15:30:00'],
    ['2026-06-14.jpg', '12:00:00'],
    ['photo_2026-06-14_15-30-00.jpg', '15:30:00'],
    ['camera 1 20269999 then 20260614.jpg', '12:00:00'],
  ])('reads the name %j', (fileName, clock) => {
    expect(time({ fileName })).toMatchObject({ local: `2026-06-14T${clock}`, source: 'file-name' });
  });

  it.each([
    'DSC_1234.jpg',
    '12320260614.jpg',
    'IMG_20261340_120000.jpg',
    '2026061499.jpg',
    '1718371800000.jpg',
  ])('sees no date in the name %j', (fileName) => {
    expect(time({ fileName })).toMatchObject({ source: 'received' });
  });

  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .tuple(fc.integer({ min: 0, max: 9999 }), fc.nat(20), fc.nat(40), fc.nat(30), fc.nat(70))
      .map(
        ([year, month, day, hour, minute]) =>
          `${[year, month, day].join(':')} ${[hour, minute, 0].join(':')}`,
      ),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  );

  it('gives a real day, never more than a day ahead of receipt, whatever the clues say', () => {
    const clues = fc.record(
      {
        exif: fc.record({ original: anyText, offset: anyText, digitized: anyText, gpsUtc: fc.double() }),
        xmp: anyText,
        iptc: anyText,
        container: fc.record({ utc: fc.double(), local: anyText }),
        takenAt: anyText,
        fileName: anyText,
        lastModified: fc.double(),
      },
      { requiredKeys: ['fileName'] },
    );
    fc.assert(
      fc.property(clues, (some) => {
        const { local, offsetMinutes } = time(some);
        expect(new Date(`${local}Z`).toISOString().slice(0, 19)).toBe(local);
        const earliest = Date.parse(`${local}Z`) - (offsetMinutes ?? 840) * 60_000;
        expect(earliest).toBeLessThanOrEqual(receivedAt + 86_400_000);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives every date back that EXIF and file names can write', () => {
    const past = fc.date({
      min: new Date('1990-01-01T00:00:01Z'),
      max: new Date(receivedAt),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(past, (date) => {
        const local = date.toISOString().slice(0, 19);
        expect(time({ exif: { original: local.replaceAll('-', ':').replace('T', ' ') } }).local).toBe(local);
        expect(time({ fileName: `IMG_${local.replace(/[-:]/g, '').replace('T', '_')}.jpg` }).local).toBe(
          local,
        );
      }),
    );
  });
});
