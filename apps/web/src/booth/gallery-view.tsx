import { useEffect, useRef, useState, type ReactNode } from 'react';
import {
  boothPageRoutes,
  type BoothPicture,
  type BoothPictures,
  type BoothState,
} from '@homeroll/protocol/booth-page';
import { useWords } from '../words/words.ts';
import { Icon } from '../look/icon.tsx';
import { formatTime } from './format-time.ts';
import { olderPictures, withOlder } from './older-pictures.ts';

interface Props {
  readonly state: BoothState;
  /** The picture, and those that it is one of, the newest first. */
  readonly onOpen: (picture: BoothPicture, among: readonly BoothPicture[]) => void;
  readonly onClose: () => void;
}

/** All pictures, the newest first; a touch shows one with its code. */
export function GalleryView({ state, onOpen, onClose }: Props): ReactNode {
  const say = useWords('booth');
  const { pictures, more, loadMore } = useAllPictures(state);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const target = end.current;
    if (!target || !more) return;
    const isNear = (entries: readonly IntersectionObserverEntry[]): boolean =>
      entries.some(({ isIntersecting }) => isIntersecting);
    const watch = new IntersectionObserver((entries) => isNear(entries) && loadMore(), {
      // What scrolls, not the window: else the margin is cut off, and half a pixel hides the end for ever.
      root: target.parentElement,
      rootMargin: '600px',
    });
    watch.observe(target);
    return () => watch.disconnect();
  });
  return (
    <main className="booth-gallery">
      <header className="booth-bar">
        <h1>{say('gallery', { count: state.count })}</h1>
        <button type="button" className="button booth-button" onClick={onClose}>
          <Icon name="back" />
          {say('back')}
        </button>
      </header>
      <ul className="booth-grid">
        {pictures.map((picture) => (
          <li key={picture.key}>
            <button
              type="button"
              onClick={() => onOpen(picture, pictures)}
              aria-label={say('open', { time: formatTime(picture.takenAt) })}
            >
              <img
                src={`${boothPageRoutes.thumb(picture.key)}?version=${encodeURIComponent(picture.version)}`}
                alt=""
                loading="lazy"
                fetchPriority="low"
                decoding="async"
                onError={({ currentTarget }) => currentTarget.classList.add('unshown')}
              />
              {picture.kind === 'video' && <span className="booth-video-sign" aria-hidden="true" />}
            </button>
          </li>
        ))}
      </ul>
      <div ref={end} />
    </main>
  );
}

/** The newest as they come, and older ones as far as somebody scrolled. */
function useAllPictures(state: BoothState): {
  readonly pictures: readonly BoothPicture[];
  readonly more: boolean;
  readonly loadMore: () => void;
} {
  const [scrolled, setScrolled] = useState<BoothPictures>();
  const isLoading = useRef(false);
  const pictures = withOlder(state, scrolled?.pictures ?? []);
  const loadMore = (): void => {
    const last = pictures.at(-1);
    if (last === undefined || isLoading.current) return;
    isLoading.current = true;
    void olderPictures(last.key)
      .then((page) => setScrolled({ pictures: [...pictures, ...page.pictures], more: page.more }))
      .finally(() => (isLoading.current = false));
  };
  return { pictures, more: scrolled?.more ?? state.more, loadMore };
}
