import type { ReactNode } from 'react';
import { routes } from '@homeroll/protocol/routes';
import { Icon } from '../look/icon.tsx';
import { useWords } from '../words/words.ts';

interface Props {
  readonly place: number;
  readonly count: number;
  /** Unknown until the photo's month has come. */
  readonly id: number | undefined;
  readonly telling: boolean;
  readonly onTell: () => void;
  readonly onShare: () => void;
  /** Absent where the account may not delete. */
  readonly onDelete: (() => void) | undefined;
  readonly onClose: () => void;
}

/** What can be done with the photo that is shown. */
export function ViewerBar({ place, count, id, telling, ...on }: Props): ReactNode {
  const say = useWords('viewer');
  return (
    <header className="viewer-bar">
      <button type="button" className="button round" aria-label={say('close')} onClick={on.onClose}>
        <Icon name="close" />
      </button>
      <span className="viewer-place">{say('place', { place: place + 1, count })}</span>
      <button type="button" className="button" onClick={on.onShare}>
        <Icon name="link" />
        <span className="viewer-share">{say('share')}</span>
      </button>
      {id !== undefined && (
        <a className="button round" href={routes.original(id)} download aria-label={say('download')}>
          <Icon name="save" />
        </a>
      )}
      {on.onDelete && (
        <button type="button" className="button round" aria-label={say('delete')} onClick={on.onDelete}>
          <Icon name="bin" />
        </button>
      )}
      <button
        type="button"
        className="button round"
        aria-label={say('info')}
        aria-pressed={telling}
        onClick={on.onTell}
      >
        <Icon name="info" />
      </button>
    </header>
  );
}
