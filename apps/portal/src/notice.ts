import { element } from './element.ts';

/** What happened, and what to do, in words. */
export function notice(heading: string, more: string): HTMLElement {
  return element(
    'div',
    { class: 'notice', role: 'status' },
    element('p', { class: 'heading' }, heading),
    element('p', {}, more),
  );
}
