import type { Reason } from './reason.ts';

/** Each reason in words for people: what happened, and what to do where something can be done. */
export const reasonWords: Readonly<Record<Reason, string>> = {
  unreachable: 'the server could not be reached',
  timeout: 'the server took too long to answer',
  tls: 'the server’s certificate is not trusted',
  'rate-limited': 'the server asks to be slower',
  unavailable: 'the server is busy or being restarted',
  protocol: 'the answer did not come from a Homeroll server of this version',
  'refused-login': 'the server refused the token; make a new one and use it',
  forbidden: 'this account may not send photos to the server',
  'disk-full': 'the server is full; the photos are sent when there is room',
  'server-error': 'the server failed on this file',
  'hash-mismatch': 'the bytes that arrived were not those of the file',
  conflict: 'something else is being done with this photo on the server',
  'too-large': 'the file is larger than the server takes',
  'type-refused': 'the server does not take files of this kind',
  'bad-request': 'the server did not understand what was sent with this file',
  missing: 'it is not on the server any more',
  changed: 'the file changed while it was being sent',
  vanished: 'the file is gone',
  unreadable: 'the file could not be read',
  'odd-name': 'the name is not readable text (not UTF-8); rename the file',
  empty: 'the file is empty',
  'source-missing': 'the file is gone',
  'may-not-delete': 'this account may not delete on the server',
  'removed-elsewhere': 'it was sent once and then deleted on the server',
};
