import { askForSet, parseNoSet, parseSharedSet, type SharedSet } from '@homeroll/protocol/shared-set';
import { element } from './element.ts';
import { filled, pickLanguage, wordsOf } from './language.ts';
import { mediaAddress } from './media-address.ts';
import { itemAt, sharedItem } from './media-item.ts';
import { notice } from './notice.ts';
import { pause } from './pause.ts';
import { setWhenThere } from './set-when-there.ts';
import { setView } from './set-view.ts';
import { stage } from './stage.ts';
import { teller } from './teller.ts';

const language = pickLanguage(navigator.languages);
const words = wordsOf(language);

/** The own server puts what is shared into the page; on a plain web space the link's fragment names the file. */
function start(): void {
  document.documentElement.lang = language;
  const data = document.getElementById('shared-set')?.textContent;
  if (data === undefined) showLinked();
  else showShared(JSON.parse(data));
}

function showLinked(): void {
  const found = mediaAddress(location.hash, new URL(location.href));
  if ('address' in found) show(words.photo, stage(itemAt(found.address), words));
  else
    show(words.broken, notice(words.broken, found.refused === 'foreign' ? words.foreign : words.brokenMore));
}

function showShared(data: unknown): void {
  if (isToCome(data)) void showWhenThere();
  else showKnown(data);
}

/** The picture is on its way to the server, or the server (a relay) has to ask for it itself. */
function isToCome(data: unknown): boolean {
  const isAsked = typeof data === 'object' && data !== null && 'ask' in data;
  return isAsked || parseNoSet(data)?.reason === 'not-here-yet';
}

async function showWhenThere(): Promise<void> {
  const place = element('div', { class: 'place' });
  show(words.photo, element('div', { class: 'stage' }, place));
  const tell = teller(place, words);
  tell({ state: 'loading', fraction: null });
  showKnown(await setWhenThere(folder() + askForSet.ask, { tell, pause }));
}

function showKnown(data: unknown): void {
  const set = parseSharedSet(data);
  if (set === undefined || set.items.length === 0) showClosed(data);
  else if (set.expiresAt !== null && set.expiresAt <= Date.now()) showClosed({ reason: 'expired' });
  else showSet(set);
}

function showSet(set: SharedSet): void {
  const base = folder();
  const items = set.items.map((item) => sharedItem(item, base));
  const [only] = items;
  const title = set.title ?? (items.length === 1 ? words.photo : words.photos);
  const zip = set.zip === null ? undefined : new URL(set.zip, base).href;
  const view =
    only && items.length === 1 ? stage(only, words) : setView({ title, items, zip, language }, words);
  show(title, view, ...expiry(set));
}

/** Below which all that belongs to the set lies. */
function folder(): string {
  return `${location.origin}${location.pathname.replace(/\/$/, '')}/`;
}

/** In place of a set the server may say why there is none. */
function showClosed(data: unknown): void {
  const isOver = parseNoSet(data)?.reason === 'expired';
  if (isOver) show(words.ended, notice(words.ended, words.endedMore));
  else show(words.broken, notice(words.broken, words.brokenMore));
}

function expiry({ expiresAt }: SharedSet): HTMLElement[] {
  if (expiresAt === null) return [];
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(expiresAt);
  return [element('p', { class: 'until' }, filled(words.until, { date }))];
}

function show(title: string, ...content: readonly HTMLElement[]): void {
  document.title = title;
  const hasHeading = content.some((part) => part.querySelector('h1') !== null);
  const heading = hasHeading ? [] : [element('h1', { class: 'unseen' }, title)];
  document.body.replaceChildren(element('main', {}, ...heading, ...content));
}

start();
// Another code scanned in the same tab changes nothing but the fragment.
window.addEventListener('hashchange', start);
