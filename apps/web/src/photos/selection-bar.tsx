import { useState, type ReactNode } from 'react';
import { Icon } from '../look/icon.tsx';
import { useToast } from '../shell/toasts.tsx';
import { formatNumber } from '../words/format.ts';
import { useWords } from '../words/words.ts';
import type { MonthStore } from './month-store.ts';
import type { UsedSelection } from './use-selection.ts';
import './selection-bar.css';

interface Props {
  readonly used: UsedSelection;
  readonly months: MonthStore;
  readonly onShare: (items: readonly number[]) => void;
  /** Absent where the account may not delete. */
  readonly onDelete: (() => void) | undefined;
}

/** What one link can hand out; the wire's limit. */
const mostShared = 2000;

/** In the place of the bar of places while photos are selected: how many, and what to do with them. */
export function SelectionBar({ used, months, onShare, onDelete }: Props): ReactNode {
  const say = useWords('photos');
  const { selection, select } = used;
  const { count } = selection;
  const share = useShare(used, months, onShare);
  const tooMany = count > mostShared;
  const amount = say('selected', { count });
  return (
    <div className="selection-bar" role="region" aria-label={say('selection')}>
      <button
        type="button"
        className="button quiet round"
        aria-label={say('end-selection')}
        onClick={() => select((each) => each.clear())}
      >
        <Icon name="close" />
      </button>
      <p className="selection-count">
        <strong className="selection-amount">{amount}</strong>
        <strong className="selection-number" aria-hidden="true">
          {formatNumber(count)}
        </strong>
        {tooMany && <span className="help">{say('too-many', { most: mostShared })}</span>}
      </p>
      <button
        type="button"
        className="button quiet selection-all"
        onClick={() => select((each) => each.selectAll())}
      >
        {say('select-all')}
      </button>
      {onDelete && (
        <button type="button" className="button quiet round" aria-label={say('delete')} onClick={onDelete}>
          <Icon name="bin" />
        </button>
      )}
      <button
        type="button"
        className="button main"
        aria-disabled={tooMany || share.busy}
        onClick={() => {
          if (!tooMany && !share.busy) void share.start();
        }}
      >
        {say('share')}
      </button>
    </div>
  );
}

/** The ids of photos that were never in view have to be fetched first. */
function useShare(
  { selection }: UsedSelection,
  months: MonthStore,
  onShare: Props['onShare'],
): { readonly busy: boolean; readonly start: () => Promise<void> } {
  const say = useWords('photos');
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    setBusy(true);
    const places = selection.places();
    const ids = await months.idsOf(places);
    setBusy(false);
    if (ids.length === places.length) onShare(ids);
    else toast({ text: say('not-all') });
  };
  return { busy, start };
}
