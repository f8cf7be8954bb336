import type { ReactNode } from 'react';
import type { BoothState } from '@homeroll/protocol/booth-page';
import { useWords } from '../words/words.ts';
import { CodeCard } from './code-card.tsx';
import { ShownPicture } from './shown-picture.tsx';
import { StatusButton } from './status-button.tsx';
import { TroubleText } from './trouble-text.tsx';

interface Props {
  readonly state: BoothState;
  readonly onGallery: () => void;
  readonly onStatus: () => void;
}

/** What everybody sees: the newest picture, large, and beside it the code that brings it to their phones. */
export function NewestView({ state, onGallery, onStatus }: Props): ReactNode {
  const say = useWords('booth');
  const [newest] = state.pictures;
  return (
    <main className="booth-newest">
      <h1 className="unseen">{state.title === '' ? say('title') : state.title}</h1>
      <section className="booth-stage" aria-label={say('newest')}>
        {newest ? (
          <button type="button" className="booth-picture" onClick={onGallery}>
            <span className="unseen">{say('open-gallery')}</span>
            <ShownPicture key={newest.key + newest.version} picture={newest} />
          </button>
        ) : (
          <p className="booth-empty">
            {state.folderTrouble ? <TroubleText trouble={state.folderTrouble} /> : say('empty')}
          </p>
        )}
      </section>
      <aside className="booth-side">
        {state.title !== '' && <p className="booth-title">{state.title}</p>}
        <CodeCard state={state} picture={newest} />
        <div className="booth-actions">
          <button type="button" className="button booth-button" onClick={onGallery} disabled={!newest}>
            {say('gallery', { count: state.count })}
          </button>
          <StatusButton state={state} onOpen={onStatus} />
        </div>
      </aside>
    </main>
  );
}
