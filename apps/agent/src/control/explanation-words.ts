import type { Explanation, Question } from '@homeroll/core/sync/transfer-step';

/** Why nothing changed, for people. */
export const explanationWords: Readonly<Record<Explanation, string>> = {
  'not-marked': 'it was not marked',
  'waits-already': 'it waits already',
  'marked-by-hand': 'it was marked by hand',
  'events-suppressed': 'it was reset, and events leave it alone',
  'sent-already': 'it was sent already',
  'delete-it-first': 'it was sent already; to send it with another title or tags, delete it there first',
  'is-there-already': 'it is there already',
  'not-ours': 'it is there, but another account (or another device) sent it, and only that one may delete it',
  'not-there': 'it is not there, so there is nothing to delete',
  'deleted-there': 'it was deleted there already',
  'deletion-waits': 'it is to be deleted there; homeroll agent reset keeps it',
  'deletion-failed': 'it could not be deleted there; homeroll agent why tells the reason',
  overtaken: 'something else happened to it meanwhile; try again',
};

/** What is asked before anything happens; `--yes` is the answer yes. */
export const questionWords: Readonly<Record<Question, string>> = {
  'reset-and-send-again': 'it was deleted there; send it again all the same? Answer with --yes',
  'delete-again-or-reset':
    'it could not be deleted there; try again? Answer with --yes, or forget about it with homeroll agent reset',
};
