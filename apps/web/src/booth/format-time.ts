import { locale } from '../words/format.ts';

/** `Saturday 21:07`: at a party nobody needs the year. */
export function formatTime(at: number): string {
  return new Intl.DateTimeFormat(locale(), { weekday: 'long', hour: 'numeric', minute: '2-digit' }).format(
    at,
  );
}
