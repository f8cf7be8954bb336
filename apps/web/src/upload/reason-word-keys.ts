import type { Reason } from '@homeroll/core/sync/reason';
import type { WordKey } from '../words/words.ts';

/** How this page says each reason of the engine. */
export const reasonWordKeys: Readonly<Record<Reason, WordKey<'upload'>>> = {
  unreachable: 'reason-away',
  timeout: 'reason-away',
  tls: 'reason-away',
  'rate-limited': 'reason-away',
  unavailable: 'reason-away',
  protocol: 'reason-away',
  'refused-login': 'reason-refused-login',
  forbidden: 'reason-forbidden',
  'disk-full': 'reason-disk-full',
  'server-error': 'reason-server',
  'hash-mismatch': 'reason-hash-mismatch',
  conflict: 'reason-server',
  'too-large': 'reason-too-large',
  'type-refused': 'reason-type-refused',
  'bad-request': 'reason-server',
  missing: 'reason-server',
  changed: 'reason-changed',
  vanished: 'reason-changed',
  unreadable: 'reason-unreadable',
  'odd-name': 'reason-unreadable',
  empty: 'reason-empty',
  'source-missing': 'reason-changed',
  'may-not-delete': 'reason-server',
  'removed-elsewhere': 'reason-server',
};
