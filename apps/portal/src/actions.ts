import { element } from './element.ts';
import type { MediaItem } from './media-item.ts';
import type { Words } from './words/words.ts';

export interface Actions {
  readonly bar: HTMLElement;
  /** The file, once it is here: it is then shared with one tap. */
  readonly ready: (file: Blob) => void;
}

/** Larger files are fetched for sharing only when asked for. */
const fetchedAhead = 25_000_000;

/**
 * Save and share. The phone's own share menu takes files only right after a tap, so the file must be here before:
 * what is shown is the file already, or it is fetched while it is looked at; a large one takes a second tap.
 */
export function actions(item: MediaItem, words: Words): Actions {
  const save = element('a', { class: 'button', href: item.file, download: item.name }, words.save);
  const share = element('button', { class: 'button main', type: 'button' }, words.share);
  const bar = element('div', { class: 'actions' }, save);
  let fetched: File | undefined;

  function ready(file: Blob): void {
    fetched = new File([file], item.name, { type: file.type.split(';')[0] ?? '' });
    save.href = URL.createObjectURL(fetched);
    share.textContent = words.share;
    share.disabled = false;
  }

  async function fetchNow(): Promise<void> {
    share.disabled = true;
    share.textContent = `${words.getting} …`;
    const answer = await fetch(item.file).catch(() => undefined);
    if (answer?.ok === true) ready(await answer.blob());
    share.textContent = words.share;
    share.disabled = false;
  }

  share.addEventListener('click', () => {
    // A cancelled menu rejects too: there is nothing to say about it.
    if (fetched) navigator.share({ files: [fetched] }).catch(() => undefined);
    else void fetchNow();
  });

  if (canShareFiles(item.name)) {
    bar.append(share);
    if (item.view !== item.file && (item.size ?? Infinity) <= fetchedAhead) void fetchNow();
  } else {
    save.classList.add('main');
    if (item.kind === 'picture') bar.append(element('p', { class: 'hold' }, words.hold));
  }
  return { bar, ready };
}

/** Asked with a file that is as good as the real one: some browsers share pictures and not others. */
function canShareFiles(name: string): boolean {
  const type = /\.(?:mp4|mov|m4v|webm)$/i.test(name) ? 'video/mp4' : 'image/jpeg';
  const probe = new File([new Uint8Array(1)], type === 'video/mp4' ? 'a.mp4' : 'a.jpg', { type });
  return 'canShare' in navigator && navigator.canShare({ files: [probe] });
}
