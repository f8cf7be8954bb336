import { element } from './element.ts';
import { filled } from './language.ts';
import type { MediaItem } from './media-item.ts';
import { stage } from './stage.ts';
import type { Words } from './words/words.ts';

/** Pixels that a finger must move sideways to turn the page. */
const swipe = 50;

/** One of the set, large, in a dialog of its own: arrow keys and swipes turn the pages, Escape and back close it. */
export function openViewer(items: readonly MediaItem[], start: number, words: Words): void {
  let index = start;
  const counter = element('p', { class: 'counter', role: 'status' });
  const close = iconButton(words.close, 'close', () => dialog.close());
  const previous = iconButton(words.previous, 'previous', () => turn(-1));
  const next = iconButton(words.next, 'next', () => turn(1));
  const place = element('div', { class: 'page' });
  const bar = element('div', { class: 'top' }, counter, close);
  const dialog = element(
    'dialog',
    { class: 'viewer', 'aria-label': words.photos },
    bar,
    place,
    previous,
    next,
  );

  function turn(by: number): void {
    const item = items[index + by];
    if (item === undefined) return;
    index += by;
    place.replaceChildren(stage(item, words));
    counter.textContent = filled(words.place, { n: index + 1, m: items.length });
    previous.hidden = index === 0;
    next.hidden = index === items.length - 1;
  }

  dialog.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLVideoElement) return;
    const forward = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') turn(event.key === forward ? 1 : -1);
  });
  onSwipe(place, (by) => turn(document.dir === 'rtl' ? -by : by));
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (history.state === 'viewer') history.back();
  });
  window.addEventListener('popstate', () => dialog.close(), { once: true });
  history.pushState('viewer', '');
  document.body.append(dialog);
  turn(0);
  dialog.showModal();
}

function iconButton(label: string, icon: string, act: () => void): HTMLButtonElement {
  const button = element('button', { type: 'button', class: `icon ${icon}`, 'aria-label': label });
  button.addEventListener('click', act);
  return button;
}

/** Sideways and with one finger only: two fingers zoom. */
function onSwipe(target: HTMLElement, turn: (by: number) => void): void {
  let from: Touch | undefined;
  target.addEventListener(
    'touchstart',
    (event) => (from = event.touches.length === 1 ? event.touches[0] : undefined),
    {
      passive: true,
    },
  );
  target.addEventListener('touchend', (event) => {
    const to = event.changedTouches[0];
    if (from === undefined || to === undefined || (window.visualViewport?.scale ?? 1) > 1.05) return;
    const [across, down] = [to.clientX - from.clientX, to.clientY - from.clientY];
    if (Math.abs(across) > swipe && Math.abs(across) > 2 * Math.abs(down)) turn(across < 0 ? 1 : -1);
  });
}
