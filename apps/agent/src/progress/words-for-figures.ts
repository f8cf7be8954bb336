let numbers: Intl.NumberFormat | undefined;

export function countWords(count: number): string {
  numbers ??= new Intl.NumberFormat('en');
  return numbers.format(count);
}

/** `1 photo`, `2 photos`. */
export function photosWords(count: number): string {
  return `${countWords(count)} ${count === 1 ? 'photo' : 'photos'}`;
}

/** Decimal units, as shops and phones count: `812 bytes`, `3.1 MB`, `24 GB`. */
export function bytesWords(bytes: number): string {
  if (bytes < 1000) return `${countWords(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  let [value, unit] = [bytes / 1000, 0];
  // What would be rounded to 1,000 belongs to the next unit.
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${value < 9.95 ? value.toFixed(1) : countWords(Math.round(value))} ${units[unit] ?? ''}`;
}

/** `about 40 s`, `about 2 min`, `about 3 h`, `about 2 days`. */
export function durationWords(seconds: number): string {
  if (seconds < 55) return `about ${String(Math.max(5, Math.ceil(seconds / 5) * 5))} s`;
  if (seconds < 55 * 60) return `about ${String(Math.max(1, Math.round(seconds / 60)))} min`;
  const hours = Math.max(1, Math.round(seconds / 3600));
  return hours < 48 ? `about ${String(hours)} h` : `about ${String(Math.round(hours / 24))} days`;
}
