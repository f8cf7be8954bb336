import PhotoSwipe from 'photoswipe';
import 'photoswipe/style.css';

/** What the stage shows at one place. */
export interface Slide {
  /** Fits the screen. */
  readonly preview: string;
  /** Shown when somebody looks closely; absent where a browser cannot show it. */
  readonly sharp?: string;
  /** The original of a video. */
  readonly video?: string;
  readonly ratio: number;
  readonly label: string;
}

export interface StageOptions {
  readonly host: HTMLElement;
  readonly first: number;
  readonly count: number;
  readonly slideAt: (place: number) => Slide;
  readonly onChange: (place: number) => void;
}

export interface Stage {
  /** Shows a place anew, after more is known of it. */
  refresh(place: number): void;
  next(): void;
  previous(): void;
  end(): void;
}

/** Long side of what is shown, in pixels of the page at a zoom of 1: large enough to look closely. */
const longSide = 4800;
/** From so many times the fitting size on, the original is fetched. */
const closeLook = 1.15;

/** Swiping, zooming and the arrow keys over any number of photos; only the neighbours are loaded. */
export function openStage({ host, first, count, slideAt, onChange }: StageOptions): Stage {
  const swipe = new PhotoSwipe({
    appendToEl: host,
    index: first,
    bgOpacity: 1,
    showHideAnimationType: 'none',
    loop: false,
    escKey: false,
    trapFocus: false,
    returnFocus: false,
    wheelToZoom: true,
    getViewportSizeFn: () => ({ x: host.clientWidth, y: host.clientHeight }),
    counter: false,
    close: false,
    zoom: false,
    arrowPrev: false,
    arrowNext: false,
  });
  swipe.addFilter('numItems', () => count);
  swipe.addFilter('itemData', (_data, place) => dataOf(slideAt(place)));
  swipe.on('contentLoad', (event) => {
    const { content } = event;
    const { video, preview } = slideAt(content.index);
    if (video === undefined) return;
    event.preventDefault();
    content.element = player(video, preview);
    content.onLoaded();
  });
  swipe.on('contentDeactivate', ({ content }) => content.element?.querySelector('video')?.pause());
  swipe.on('change', () => onChange(swipe.currIndex));
  swipe.on('zoomPanUpdate', ({ slide }) => {
    if (slide.currZoomLevel > slide.zoomLevels.fit * closeLook)
      sharpen(slide.content.element, slideAt(slide.index).sharp);
  });
  // The panel beside it takes room from the stage.
  const sized = new ResizeObserver(() => swipe.updateSize(true));
  swipe.on('destroy', () => sized.disconnect());
  swipe.init();
  // The dialog is the viewer around it; inside, this is only where the photo lies.
  swipe.element?.setAttribute('role', 'presentation');
  sized.observe(host);
  return {
    refresh: (place) => swipe.refreshSlideContent(place),
    next: () => swipe.next(),
    previous: () => swipe.prev(),
    end: () => swipe.destroy(),
  };
}

function dataOf({ preview, ratio, label, video }: Slide): Record<string, unknown> {
  const width = ratio >= 1 ? longSide : Math.round(longSide * ratio);
  const height = ratio >= 1 ? Math.round(longSide / ratio) : longSide;
  return video === undefined ? { src: preview, width, height, alt: label } : { type: 'video', width, height };
}

/** The original takes the preview's place once it is there whole, so that nothing flickers. */
function sharpen(element: HTMLElement | undefined, address: string | undefined): void {
  if (
    !(element instanceof HTMLImageElement) ||
    address === undefined ||
    element.dataset['sharp'] !== undefined
  )
    return;
  element.dataset['sharp'] = 'fetching';
  const original = new Image();
  original.src = address;
  original.decode().then(
    () => (element.src = address),
    () => (element.dataset['sharp'] = 'refused'),
  );
}

function player(address: string, poster: string): HTMLDivElement {
  const frame = document.createElement('div');
  frame.className = 'viewer-video';
  const video = document.createElement('video');
  Object.assign(video, { src: address, poster, controls: true, playsInline: true, preload: 'metadata' });
  // Its own controls hear the pointer; the stage would take it for a swipe.
  for (const kind of ['pointerdown', 'click'])
    video.addEventListener(kind, (event) => event.stopPropagation());
  frame.append(video);
  return frame;
}
