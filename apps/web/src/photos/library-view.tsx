import { lazy, Suspense, useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { Icon } from '../look/icon.tsx';
import { useToast } from '../shell/toasts.tsx';
import { useMayDelete, useThrowAway } from '../trash/use-throw-away.ts';
import { useWords } from '../words/words.ts';
import { PhotoGrid, type GridProps } from './photo-grid.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { useBoxSize } from './use-box-size.ts';
import type { ShownLibrary } from './use-library.ts';
import type { UsedSelection } from './use-selection.ts';

interface Props extends Pick<GridProps, 'shown' | 'used' | 'placeNow' | 'onLook'> {
  readonly onShare: (items: readonly number[]) => void;
  readonly onUpload: () => void;
}

const headHeight = 72;
const Viewer = lazy(() => import('../viewer/viewer.tsx'));

/** The grid with its head above and, while something is selected, the bar below. */
export function LibraryView(props: Props): ReactNode {
  const { shown, used, placeNow, onLook, onShare, onUpload } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const focusItem = useRef<(item: number) => void>(undefined);
  const size = useBoxSize(scroller);
  const [opened, setOpened] = useState<number>();
  const onClose = useCallback((item: number) => {
    setOpened(undefined);
    focusItem.current?.(item);
  }, []);
  const mayDelete = useMayDelete();
  const onDelete = useDelete(shown, used);
  const selecting = used.selection.count > 0;
  return (
    <div className="photos">
      <div ref={scroller} className="photos-scroller" data-selecting={selecting || undefined}>
        <PhotosHead count={shown.library.timeline.ratios.length} onUpload={onUpload} />
        {size && (
          <PhotoGrid
            {...{ shown, used, scroller, size, headHeight, placeNow, onLook, onDelete, focusItem }}
            onOpen={setOpened}
          />
        )}
      </div>
      {selecting && (
        <SelectionBar
          {...{ used, months: shown.months, onShare }}
          onDelete={mayDelete ? () => onDelete() : undefined}
        />
      )}
      <Suspense>
        {opened !== undefined && <Viewer first={opened} {...{ shown, onShare, onClose }} />}
      </Suspense>
      <SelectionSpoken count={used.selection.count} />
    </div>
  );
}

/** Deletes what is selected, or this item where nothing is. Ids of photos that were never in view are fetched first. */
function useDelete({ months }: ShownLibrary, { selection, select }: UsedSelection): (item?: number) => void {
  const say = useWords('trash');
  const toast = useToast();
  const throwAway = useThrowAway();
  const start = async (places: readonly number[]): Promise<void> => {
    const ids = await months.idsOf(places);
    if (ids.length < places.length) toast({ text: say('not-all') });
    else if (await throwAway(ids)) select((each) => each.clear());
  };
  const latest = useRef(start);
  useEffect(() => {
    latest.current = start;
  });
  return useCallback(
    (item) => {
      const places = selection.count > 0 || item === undefined ? selection.places() : [item];
      void latest.current(places);
    },
    [selection],
  );
}

function PhotosHead({
  count,
  onUpload,
}: {
  readonly count: number;
  readonly onUpload: () => void;
}): ReactNode {
  const say = useWords('photos');
  return (
    <header className="photos-head" style={{ height: headHeight }}>
      <h1>{say('title')}</h1>
      <span className="help">{say('count', { count })}</span>
      <button type="button" className="button" onClick={onUpload}>
        <Icon name="upload" />
        {say('upload')}
      </button>
    </header>
  );
}

/** A moment after the last change, so that a drag over a hundred photos is not read out a hundred times. */
function SelectionSpoken({ count }: { readonly count: number }): ReactNode {
  const say = useWords('photos');
  const spoken = useSettled(count);
  return (
    <p className="unseen" role="status">
      {spoken > 0 ? say('selected', { count: spoken }) : ''}
    </p>
  );
}

function useSettled(value: number): number {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 600);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
