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
  readonly onClose: () => void;
}

/** What can be done with the photo that is shown. */
export function ViewerBar({ place, count, id, telling, onTell, onShare, onClose }: Props): ReactNode {
  const say = useWords('viewer');
  return (
    <header className="viewer-bar">
      <button type="button" className="button round" aria-label={say('close')} onClick={onClose}>
        <Icon name="close" />
      </button>
      <span className="viewer-place">{say('place', { place: place + 1, count })}</span>
      <button type="button" className="button" onClick={onShare}>
        <Icon name="link" />
        {say('share')}
      </button>
      {id !== undefined && (
        <a className="button round" href={routes.original(id)} download aria-label={say('download')}>
          <Icon name="save" />
        </a>
      )}
      <button
        type="button"
        className="button round"
        aria-label={say('info')}
        aria-pressed={telling}
        onClick={onTell}
      >
        <Icon name="info" />
      </button>
    </header>
  );
}
