import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { mediaItemSchema, type MediaItem } from '@homeroll/protocol/media-item';
import { routes } from '@homeroll/protocol/routes';
import { ratioFromByte } from '@homeroll/protocol/timeline';
import { Icon } from '../look/icon.tsx';
import type { ShownLibrary } from '../photos/use-library.ts';
import { getJson } from '../server/ask-server.ts';
import { PageProblem } from '../shell/page-problem.tsx';
import { Toasts, useToast, type Toast } from '../shell/toasts.tsx';
import { useModal } from '../shell/use-modal.ts';
import { useMayDelete, useThrowAway } from '../trash/use-throw-away.ts';
import { useWords } from '../words/words.ts';
import { PhotoFacts } from './photo-facts.tsx';
import { openStage, type Slide, type Stage } from './photo-stage.ts';
import { useDeleteKey } from './use-delete-key.ts';
import { useLookedAt } from './use-looked-at.ts';
import { ViewerBar } from './viewer-bar.tsx';
import './viewer.css';

interface Props {
  readonly shown: ShownLibrary;
  /** Place in the timeline to begin with. */
  readonly first: number;
  readonly onShare: (items: readonly number[]) => void;
  /** Told where the reader was in the end. */
  readonly onClose: (place: number) => void;
}

/** One photo over everything else; the rest of the library is a swipe or an arrow key away. */
export default function Viewer(props: Props): ReactNode {
  const say = useWords('viewer');
  const dialog = useModal();
  const close = useRef<() => void>(undefined);
  const outside = useToast();
  return (
    <dialog
      ref={dialog}
      className="viewer"
      aria-label={say('viewer')}
      onCancel={(event) => {
        event.preventDefault();
        close.current?.();
      }}
    >
      {/* What is said outside of an open dialog can be neither seen nor heard. */}
      <Toasts>
        <Opened {...props} {...{ dialog, close, outside }} />
      </Toasts>
    </dialog>
  );
}

interface OpenedProps extends Props {
  readonly dialog: RefObject<HTMLDialogElement | null>;
  /** Filled with what ends the looking. */
  readonly close: RefObject<(() => void) | undefined>;
  /** Says it where it can still be read when the viewer is closed. */
  readonly outside: (toast: Toast) => void;
}

function Opened({ shown: newest, first, onShare, onClose, dialog, close, outside }: OpenedProps): ReactNode {
  const say = useWords('viewer');
  const { shown, from, move } = useLookedAt(newest, first);
  const [place, setPlace] = useState(first);
  const [telling, setTelling] = useState(false);
  const count = shown.library.timeline.ratios.length;
  const id = shown.months.factsOf(place)?.id;
  const item = useItem(id);
  const stage = useStage(shown, {
    ...{ dialog, first: from, item: item.data, name: say('viewer') },
    onChange: setPlace,
  });
  const mayDelete = useMayDelete();
  const throwAway = useThrowAway({ alsoSay: outside, onRestored: () => move(place) });
  const onDelete = (): void => {
    if (id !== undefined) void throwAway([id]).then((gone) => gone && move(place, id));
  };
  useEffect(() => {
    close.current = () => onClose(place);
  }, [close, onClose, place]);
  useDeleteKey(dialog, onDelete);
  useEffect(() => {
    dialog.current?.toggleAttribute('data-telling', telling);
  }, [dialog, telling]);
  return (
    <>
      <div className="viewer-stage" />
      <ViewerBar
        {...{ place, count, id, telling }}
        onTell={() => setTelling(!telling)}
        onShare={() => id !== undefined && onShare([id])}
        onDelete={mayDelete ? onDelete : undefined}
        onClose={() => onClose(place)}
      />
      <Step name="previous" off={place === 0} onStep={() => stage.current?.previous()} />
      <Step name="next" off={place >= count - 1} onStep={() => stage.current?.next()} />
      {telling && (
        <aside className="viewer-panel" aria-label={say('info')}>
          {item.data ? <PhotoFacts item={item.data} /> : <Waiting item={item} />}
        </aside>
      )}
    </>
  );
}

function useItem(id: number | undefined): ReturnType<typeof useQuery<MediaItem>> {
  return useQuery({
    queryKey: ['item', id],
    queryFn: ({ signal }) => getJson(routes.mediaById(id ?? 0), mediaItemSchema, signal),
    enabled: id !== undefined,
  });
}

function Waiting({ item }: { readonly item: ReturnType<typeof useItem> }): ReactNode {
  const say = useWords('viewer');
  if (item.isError) return <PageProblem problem={item.error} again={() => void item.refetch()} />;
  return <p className="help">{say('loading')}</p>;
}

function Step(props: {
  readonly name: 'previous' | 'next';
  readonly off: boolean;
  readonly onStep: () => void;
}): ReactNode {
  const say = useWords('viewer');
  return (
    <button
      type="button"
      className={`button round viewer-step viewer-${props.name}`}
      aria-label={say(props.name)}
      hidden={props.off}
      onClick={props.onStep}
    >
      <Icon name={props.name === 'next' ? 'forward' : 'back'} />
    </button>
  );
}

interface StageUse {
  readonly dialog: RefObject<HTMLDialogElement | null>;
  readonly first: number;
  readonly onChange: (place: number) => void;
  /** What is known of the photo that is shown. */
  readonly item: MediaItem | undefined;
  /** What screen readers call a photo that has no title. */
  readonly name: string;
}

/** Types that browsers show themselves; of others the preview is all there is to see. */
const shownByBrowsers = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif']);

function useStage(
  shown: ShownLibrary,
  { dialog, first, onChange, item, name }: StageUse,
): RefObject<Stage | undefined> {
  const stage = useRef<Stage>(undefined);
  const known = useRef<MediaItem>(undefined);
  useEffect(() => {
    known.current = item;
  }, [item]);
  useEffect(() => {
    const host = dialog.current?.querySelector<HTMLElement>('.viewer-stage');
    if (!host) return undefined;
    const changed = (place: number): void => {
      onChange(place);
      void factsArrive(shown, place, () => stage.current?.refresh(place));
    };
    const opened = openStage({
      host,
      first,
      count: shown.library.timeline.ratios.length,
      slideAt: (place) => slideAt(shown, place, { known: known.current, name }),
      onChange: changed,
    });
    stage.current = opened;
    return () => opened.end();
    // The stage is opened once; what it shows is asked for place by place.
  }, [shown, dialog, first, onChange, name]);
  return stage;
}

/** A photo of a month that nobody looked at yet is shown as soon as its id is known. */
async function factsArrive({ months }: ShownLibrary, place: number, then: () => void): Promise<void> {
  const wasKnown = months.factsOf(place) !== undefined;
  await months.want(Math.max(0, place - 2), place + 3);
  if (!wasKnown) then();
}

function slideAt(
  { library, months }: ShownLibrary,
  place: number,
  { known, name }: { readonly known: MediaItem | undefined; readonly name: string },
): Slide {
  const facts = months.factsOf(place);
  const ratio = ratioFromByte(library.timeline.ratios[place] ?? 0);
  if (!facts) return { preview: '', ratio, label: name };
  const { id, duration } = facts;
  const original = routes.original(id);
  const isSharp = known?.id === id && shownByBrowsers.has(known.mediaType);
  return {
    preview: routes.preview(id, library.catalog),
    ratio,
    label: (known?.id === id ? known.title : null) ?? `${name} ${String(place + 1)}`,
    ...(duration === undefined ? {} : { video: original }),
    ...(isSharp ? { sharp: original } : {}),
  };
}
