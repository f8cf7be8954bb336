import { useCallback, useMemo, useRef, type ReactNode } from 'react';
import { PageProblem } from '../shell/page-problem.tsx';
import { useWords } from '../words/words.ts';
import { LibraryView } from './library-view.tsx';
import { useLibrary, type Attention, type ShownLibrary } from './use-library.ts';
import { useSelection } from './use-selection.ts';
import './photos.css';

interface Props {
  readonly onShare: (items: readonly number[]) => void;
  readonly onUpload: () => void;
  /** Grows when this page's own doing brought new photos. */
  readonly changed: number;
}

/** The library by day: look, select, hand out. */
export function PhotosPage({ onShare, onUpload, changed }: Props): ReactNode {
  const say = useWords('photos');
  const used = useSelection();
  const { selection, select } = used;
  const looked = useRef({ first: 0, end: 0 });
  const placeNow = useRef<(item: number) => number>(undefined);
  const reader = useMemo(
    () => ({
      attention: (): Attention => ({ ...looked.current, selected: selection.places() }),
      onNewer: (older: ShownLibrary | undefined, newer: ShownLibrary) => {
        placeNow.current = older && translation(older, newer);
        const ids = new Set(older?.months.knownIds(selection.places()));
        select((each) => each.carryOver(newer.library.timeline.ratios.length, newer.months.placesOf(ids)));
      },
    }),
    [selection, select],
  );
  const onLook = useCallback((first: number, end: number) => (looked.current = { first, end }), []);
  const { shown, query } = useLibrary(changed, reader);
  if (!shown) {
    if (query.isError) return <PageProblem problem={query.error} again={() => void query.refetch()} />;
    return <Skeleton words={say('loading')} />;
  }
  if (shown.library.timeline.ratios.length === 0) return <EmptyLibrary onUpload={onUpload} />;
  return <LibraryView {...{ shown, used, placeNow, onLook, onShare, onUpload }} />;
}

/** Where the photos of one library are in the next; those that went are taken to be where they were. */
function translation(older: ShownLibrary, newer: ShownLibrary): (item: number) => number {
  return (item) => {
    const id = older.months.factsOf(item)?.id;
    return (id === undefined ? undefined : newer.months.placesOf(new Set([id]))[0]) ?? item;
  };
}

function EmptyLibrary({ onUpload }: Pick<Props, 'onUpload'>): ReactNode {
  const say = useWords('photos');
  return (
    <div className="photos-empty">
      <h1 className="unseen">{say('title')}</h1>
      <p>{say('empty')}</p>
      <button type="button" className="button main" onClick={onUpload}>
        {say('empty-action')}
      </button>
    </div>
  );
}

/** The shape of what comes, without the pictures. */
function Skeleton({ words }: { readonly words: string }): ReactNode {
  return (
    <div className="photos-skeleton" role="status">
      <span className="unseen">{words}</span>
      {Array.from({ length: 24 }, (_, place) => (
        <span key={place} className="photos-skeleton-tile" />
      ))}
    </div>
  );
}
