/**
 * Minutes east of UTC in a time zone at an instant (milliseconds since 1970). Throws a `RangeError` for a name that
 * is no time zone.
 */
export function zoneOf(timeZone: string): (utcMs: number) => number {
  // Needs no tables, which are 6 MB of memory once they are open.
  if (timeZone === 'UTC') return () => 0;
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  return (utcMs) => {
    const name = format.formatToParts(utcMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
    const total = Number(hours) * 60 + Number(minutes);
    return sign === '-' ? -total : total;
  };
}
