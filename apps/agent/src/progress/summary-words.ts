import type { Reason } from '@homeroll/core/sync/reason';
import { reasonWords } from '@homeroll/core/sync/reason-words';
import type { SyncTotals } from './sync-totals.ts';
import { bytesWords, countWords, photosWords } from './words-for-figures.ts';

/** What happened, what is safe, what to do: the lines at the end. */
export function summaryWords(totals: SyncTotals): readonly string[] {
  return [...outcome(totals), ...failures(totals), ...leftBehind(totals)];
}

function outcome({
  sent,
  sentBytes,
  alreadyThere,
  removedElsewhere,
  failures,
}: SyncTotals): readonly string[] {
  const parts = [
    ...(sent > 0 ? [`${photosWords(sent)} sent (${bytesWords(sentBytes)})`] : []),
    ...(alreadyThere > 0 ? [`${countWords(alreadyThere)} already there`] : []),
    ...(removedElsewhere > 0
      ? [`${countWords(removedElsewhere)} deleted on the server and not sent again`]
      : []),
    ...(failures.size > 0 ? [`${countWords(failures.size)} could not be sent`] : []),
  ];
  return [parts.length === 0 ? 'Nothing new.' : `${parts.join(', ')}.`];
}

function failures({ failures }: SyncTotals): readonly string[] {
  const counts = new Map<Reason, number>();
  for (const reason of failures.values()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `  ${countWords(count)}: ${reasonWords[reason]}`);
}

function leftBehind({ waiting, changed, beingWritten, stopped, leftOut }: SyncTotals): readonly string[] {
  const late = changed + beingWritten;
  return [
    ...(waiting > 0
      ? [
          `${photosWords(waiting)} still here, to be sent next time${stopped ? `: ${reasonWords[stopped.reason]}` : ''}.`,
        ]
      : []),
    ...(late > 0 ? [`${photosWords(late)} still being written; the next run takes them.`] : []),
    ...(leftOut.notMedia > 0
      ? [`${countWords(leftOut.notMedia)} other files left out (no photos or videos).`]
      : []),
    ...(leftOut.links > 0 ? [`${countWords(leftOut.links)} links not followed.`] : []),
  ];
}
