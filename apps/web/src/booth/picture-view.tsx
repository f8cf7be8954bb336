import { useEffect, useEffectEvent, type ReactNode } from 'react';
import type { BoothPicture, BoothState } from '@homeroll/protocol/booth-page';
import { Icon } from '../look/icon.tsx';
import { useWords } from '../words/words.ts';
import { CodeCard } from './code-card.tsx';
import { formatTime } from './format-time.ts';
import { withOlder } from './older-pictures.ts';
import { ShownPicture } from './shown-picture.tsx';

interface Props {
  readonly state: BoothState;
  readonly picture: BoothPicture;
  /** Those that it was opened among, the newest first. */
  readonly among: readonly BoothPicture[];
  readonly onTurn: (picture: BoothPicture) => void;
  readonly onClose: () => void;
}

/** One picture of the gallery, large, with its code; it prints as a sheet to take along. */
export function PictureView({ state, picture: opened, among, onTurn, onClose }: Props): ReactNode {
  const say = useWords('booth');
  // As it is now: it may have arrived, or been changed, since it was opened.
  const pictures = withOlder(state, among);
  const place = pictures.findIndex(({ key }) => key === opened.key);
  const picture = pictures[place] ?? opened;
  const newer = place > 0 ? pictures[place - 1] : undefined;
  const older = place === -1 ? undefined : pictures[place + 1];
  // It was deleted while somebody looked at it.
  const leave = useEffectEvent(onClose);
  useEffect(() => {
    if (place === -1) leave();
  }, [place]);
  useKeys({
    Escape: onClose,
    ArrowLeft: newer && (() => onTurn(newer)),
    ArrowRight: older && (() => onTurn(older)),
  });
  return (
    <main className="booth-newest">
      <h1 className="unseen">{formatTime(picture.takenAt)}</h1>
      <section className="booth-stage">
        <ShownPicture key={picture.key + picture.version} picture={picture} />
        <TurnButton to={newer} onTurn={onTurn} icon="back" label={say('newer')} />
        <TurnButton to={older} onTurn={onTurn} icon="forward" label={say('older')} />
      </section>
      <aside className="booth-side">
        {state.title !== '' && <p className="booth-title paper">{state.title}</p>}
        <p className="booth-title">{formatTime(picture.takenAt)}</p>
        <CodeCard state={state} picture={picture} />
        <div className="booth-actions">
          <button type="button" className="button booth-button main" onClick={onClose}>
            <Icon name="back" />
            {say('back')}
          </button>
          <button
            type="button"
            className="button booth-button"
            onClick={() => print()}
            disabled={picture.links.length === 0}
          >
            {say('print')}
          </button>
        </div>
      </aside>
    </main>
  );
}

interface TurnProps {
  readonly to: BoothPicture | undefined;
  readonly onTurn: (picture: BoothPicture) => void;
  readonly icon: 'back' | 'forward';
  readonly label: string;
}

function TurnButton({ to, onTurn, icon, label }: TurnProps): ReactNode {
  if (to === undefined) return null;
  return (
    <button type="button" className={`booth-turn ${icon}`} onClick={() => onTurn(to)} aria-label={label}>
      <Icon name={icon} />
    </button>
  );
}

function useKeys(acts: Readonly<Record<string, (() => void) | undefined>>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => acts[event.key]?.());
  useEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
