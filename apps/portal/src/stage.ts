import { actions } from './actions.ts';
import { element } from './element.ts';
import { fetchWhenThere } from './fetch-when-there.ts';
import type { MediaItem } from './media-item.ts';
import { notice } from './notice.ts';
import { pause } from './pause.ts';
import { teller } from './teller.ts';
import type { Progress } from './until-there.ts';
import type { Words } from './words/words.ts';

/** One picture or video, large, with what can be done with it; it waits in words until the file is there. */
export function stage(item: MediaItem, words: Words): HTMLElement {
  const { bar, ready } = actions(item, words);
  const place = element('div', { class: 'place' });
  const root = element('div', { class: 'stage' }, place, bar);
  bar.hidden = true;
  const show = (shown: HTMLElement) => {
    place.replaceChildren(shown);
    bar.hidden = false;
  };
  const over = () => {
    place.replaceChildren(notice(words.ended, words.endedMore));
  };
  const say = teller(place, words);
  const tell = (progress: Progress) => {
    bar.hidden = true;
    say(progress);
  };
  if (item.kind === 'video') showVideo(item, { show, over, tell }, words);
  else void showPicture(item, { show, over, tell, ready }, words);
  return root;
}

interface Ways {
  readonly show: (shown: HTMLElement) => void;
  readonly over: () => void;
  readonly tell: (progress: Progress) => void;
}

async function showPicture(
  item: MediaItem,
  ways: Ways & { ready: (file: Blob) => void },
  words: Words,
): Promise<void> {
  ways.tell({ state: 'loading', fraction: null });
  const file = await fetchWhenThere(item.view, { tell: ways.tell, pause });
  if (file === undefined) {
    ways.over();
    return;
  }
  if (item.view === item.file) ways.ready(file);
  if (file.type.startsWith('video/')) {
    showVideo(item, ways, words);
    return;
  }
  // What the server draws in place of a picture that it cannot decode says less than words do.
  if (file.type.startsWith('image/svg')) {
    ways.show(notice(item.name, words.unseen));
    return;
  }
  const picture = element('img', { alt: item.name, src: URL.createObjectURL(file) });
  picture.addEventListener('error', () => ways.show(notice(item.name, words.unseen)));
  ways.show(picture);
}

/** Played from its address, so that the browser fetches only what it plays. */
function showVideo(item: MediaItem, ways: Ways, words: Words): void {
  let isThere = false;
  const video = element('video', { controls: true, playsInline: true, preload: 'metadata' });
  video.setAttribute('aria-label', item.name);
  if (item.poster !== undefined) video.poster = item.poster;
  // The fragment makes iPhones show the first picture before it plays.
  video.src = `${item.view}#t=0.001`;
  video.addEventListener('error', () => {
    if (isThere) ways.show(unplayable(item, words));
    else void playWhenThere();
  });
  async function playWhenThere(): Promise<void> {
    const found = await fetchWhenThere(item.view, { tell: ways.tell, pause, headersOnly: true });
    if (found === undefined) {
      ways.over();
      return;
    }
    isThere = true;
    ways.show(video);
    video.load();
  }
  ways.show(video);
}

function unplayable({ name, poster }: MediaItem, words: Words): HTMLElement {
  const picture = poster === undefined ? [] : [element('img', { alt: '', src: poster })];
  return element('div', { class: 'wait' }, ...picture, notice(name, words.unseen));
}
