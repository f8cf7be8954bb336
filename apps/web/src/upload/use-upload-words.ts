import type { ProgressFigures } from '@homeroll/core/sync/progress-figures';
import { formatBytes, formatSeconds } from '../words/format.ts';
import { useWords, type Words } from '../words/words.ts';
import { reasonWordKeys } from './reason-word-keys.ts';
import type { UploadState } from './upload-state.ts';

/** What happens now, or what came of it, in one line. */
export function useUploadWords(): (state: UploadState) => string {
  const say = useWords('upload');
  return (state) => {
    const { phase, figures, left, stoppedBy } = state;
    if (phase === 'sending' && figures) return sayProgress(say, figures);
    if (phase === 'waiting') return say('waiting', { count: left });
    if (phase === 'stopped') {
      return stoppedBy === undefined ? say('stopped', { count: left }) : say(reasonWordKeys[stoppedBy]);
    }
    return sayOutcome(say, state);
  };
}

function sayProgress(say: Words<'upload'>, figures: ProgressFigures): string {
  const { done, total, isSending, bytesPerSecond, secondsLeft } = figures;
  const counts = { done: Math.min(total, done + 1), total };
  if (!isSending) return say('looking', counts);
  return [
    say('sending', counts),
    ...(bytesPerSecond > 0 ? [say('speed', { amount: formatBytes(bytesPerSecond) })] : []),
    ...(secondsLeft === undefined ? [] : [say('left', { time: formatSeconds(secondsLeft) })]),
  ].join(' · ');
}

function sayOutcome(say: Words<'upload'>, { sent, alreadyThere, failures }: UploadState): string {
  const parts = [
    ...(sent > 0 ? [say('sent', { count: sent })] : []),
    ...(alreadyThere > 0 ? [say('there', { count: alreadyThere })] : []),
  ];
  return parts.length === 0 && failures.length === 0 ? say('nothing-new') : parts.join(' · ');
}
