import { element } from './element.ts';
import { filled } from './language.ts';
import type { MediaItem } from './media-item.ts';
import { openViewer } from './viewer.ts';
import type { Words } from './words/words.ts';

export interface SetView {
  readonly title: string;
  readonly items: readonly MediaItem[];
  /** Absolute address of the ZIP, if there is one. */
  readonly zip: string | undefined;
  /** BCP 47. */
  readonly language: string;
}

/** All pictures of a set in rows of their true shape; a tap opens one large. */
export function setView({ title, items, zip, language }: SetView, words: Words): HTMLElement {
  const count = new Intl.NumberFormat(language).format(items.length);
  const heading = element('h1', {}, title, ' ', element('span', { class: 'count' }, count));
  const saveAll =
    zip &&
    element('a', { class: 'button main', href: zip, download: '' }, saveAllText(items, language, words));
  const grid = element('ul', { class: 'grid' });
  items.forEach((item, index) => {
    const label = `${filled(words.place, { n: index + 1, m: items.length })}: ${item.name}`;
    const open = element('button', { type: 'button', 'aria-label': label }, thumb(item));
    open.addEventListener('click', () => openViewer(items, index, words));
    const tile = element('li', item.kind === 'video' ? { class: 'video' } : {}, open);
    tile.style.setProperty('--ratio', String(Math.min(4, Math.max(0.3, item.ratio ?? 1))));
    grid.append(tile);
  });
  return element(
    'div',
    { class: 'set' },
    element('header', {}, heading, ...(saveAll ? [saveAll] : [])),
    grid,
  );
}

function thumb(item: MediaItem): HTMLElement {
  return element('img', { loading: 'lazy', decoding: 'async', alt: '', src: item.poster ?? item.view });
}

const units = [
  [1e9, 'gigabyte'],
  [1e6, 'megabyte'],
  [1e3, 'kilobyte'],
] as const;

/** With the size, so that nobody is surprised on a phone's data plan. */
function saveAllText(items: readonly MediaItem[], language: string, words: Words): string {
  const bytes = items.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const [divisor, unit] = units.find(([least]) => bytes >= least) ?? units[2];
  const amount = bytes / divisor;
  const format = {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumSignificantDigits: amount < 10 ? 2 : 3,
  } as const;
  return `${words.saveAll} · ${new Intl.NumberFormat(language, format).format(amount)}`;
}
