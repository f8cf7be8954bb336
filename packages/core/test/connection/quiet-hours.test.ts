import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isQuiet, nextChange } from '../../src/connection/quiet-hours.ts';
import { rules, time } from './arbitrary-rules.ts';

const night = [{ from: '22:00', to: '07:00' }];

function later(start: string, minutes: number): string {
  const minute = (Number(start.slice(0, 2)) * 60 + Number(start.slice(3)) + minutes) % 1440;
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

describe('isQuiet', () => {
  it.each([
    ['P60a the first minute', night, '22:00', true],
    ['P60a midnight', night, '00:00', true],
    ['P60a the last minute', night, '06:59', true],
    ['P60a the minute of the end', night, '07:00', false],
    ['P60a the minute before', night, '21:59', false],
    ['P60a within one day', [{ from: '12:00', to: '13:00' }], '12:30', true],
    ['P60a until the midnight that ends the day', [{ from: '20:00', to: '24:00' }], '23:59', true],
    ['P60a not after that midnight', [{ from: '20:00', to: '24:00' }], '00:00', false],
    ['P60a equal times are the whole day', [{ from: '08:00', to: '08:00' }], '19:00', true],
    ['P60a one of several spans is enough', [...night, { from: '12:00', to: '13:00' }], '12:00', true],
    ['P60a no spans', [], '03:00', false],
    ['P59 a clock that cannot be read', [{ from: '12:00', to: '13:00' }], '7:00 pm', true],
    ['P59 a span that cannot be read', [{ from: '25:00', to: '13:00' }], '19:00', true],
    ['P59 a time past the end of the day', [{ from: '24:30', to: '13:00' }], '19:00', true],
  ])('%s', (_says, spans, at, quiet) => {
    expect(isQuiet(spans, at)).toBe(quiet);
  });
});

describe('nextChange', () => {
  it.each([
    ['P60 until they begin', night, '21:00', 60],
    ['P60 until they end, over midnight', night, '23:30', 450],
    ['P60 from the minute they begin', night, '22:00', 540],
    ['P60 spans that touch are one', [...night, { from: '07:00', to: '08:00' }], '23:00', 540],
    ['P60 spans that overlap are one', [...night, { from: '06:00', to: '08:00' }], '06:30', 90],
    ['P60 no spans', [], '21:00', undefined],
    ['P60 the whole day', [{ from: '08:00', to: '08:00' }], '08:00', undefined],
    ['P60 the whole day in two spans', [...night, { from: '07:00', to: '22:00' }], '08:00', undefined],
    ['P60 a clock that cannot be read', night, 'now', undefined],
  ])('%s', (_says, quietHours, at, minutes) => {
    expect(nextChange({ quietHours }, at)).toBe(minutes);
  });

  it('P60 it is the first minute at which being quiet differs', () => {
    fc.assert(
      fc.property(rules, time, ({ quietHours }, at) => {
        const differs = Array.from({ length: 1440 }, (_, index) => index + 1).find(
          (minutes) => isQuiet(quietHours, later(at, minutes)) !== isQuiet(quietHours, at),
        );
        expect(nextChange({ quietHours }, at)).toBe(differs);
      }),
    );
  });
});
