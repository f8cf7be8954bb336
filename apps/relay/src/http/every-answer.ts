/** On every answer. What streams must not be gathered by a proxy on its way. */
export const everyAnswer: Readonly<Record<string, string>> = {
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
};
