import { element } from './element.ts';
import { filled } from './language.ts';
import type { Progress } from './until-there.ts';
import type { Words } from './words/words.ts';

/** Says what happens; a screen reader hears only when the state changes, not the seconds. */
export function teller(place: HTMLElement, words: Words): (progress: Progress) => void {
  let state = '';
  let timer = 0;
  const heading = element('p', { class: 'heading' });
  const more = element('p');
  const small = element('p', { class: 'small', 'aria-hidden': true });
  const bar = element('progress', { max: 1, 'aria-label': words.loading });
  const box = element('div', { class: 'notice', role: 'status' }, heading, more);

  return (progress) => {
    clearInterval(timer);
    const isLate = progress.state !== 'loading' && progress.isLate;
    const now = `${progress.state} ${String(isLate)}`;
    if (now !== state) {
      state = now;
      heading.textContent = progress.state === 'loading' ? words.loading : words.waiting;
      more.textContent =
        progress.state === 'loading' ? '' : [isLate ? words.late : '', restOf(progress, words)].join(' ');
      place.replaceChildren(
        element('div', { class: 'wait' }, box, progress.state === 'loading' ? bar : small),
      );
    }
    if (progress.state === 'loading') {
      if (progress.fraction === null) bar.removeAttribute('value');
      else bar.value = progress.fraction;
      return;
    }
    let left = progress.seconds;
    small.textContent = filled(words.again, { n: left });
    timer = window.setInterval(() => {
      left = Math.max(0, left - 1);
      small.textContent = filled(words.again, { n: left });
    }, 1000);
  };
}

function restOf({ state }: Progress, words: Words): string {
  if (state === 'away') return words.away;
  return state === 'offline' ? words.offline : words.waitingMore;
}
