import { Fragment, useEffect, useState, type ReactNode } from 'react';
import type { BoothPicture, BoothState } from '@homeroll/protocol/booth-page';
import { useWords, languages, speak, type Language } from '../words/words.ts';
import { showLanguage } from '../words/language-choice.ts';
import { GalleryView } from './gallery-view.tsx';
import { NewestView } from './newest-view.tsx';
import { PictureView } from './picture-view.tsx';
import { settingsSecret } from './settings/settings-secret.ts';
import { SettingsPage } from './settings/settings-page.tsx';
import { StatusView } from './status-view.tsx';
import { useBoothState } from './use-booth-state.ts';
import { useIdle } from './use-idle.ts';

interface Opened {
  readonly picture: BoothPicture;
  readonly among: readonly BoothPicture[];
}
type View = 'newest' | 'gallery' | 'status' | 'settings' | Opened;

/** Milliseconds without a touch after which the next guest finds the newest picture. */
const forgotten = 60_000;

/** The booth's screen: the newest picture with its code; behind it all pictures, and how the destinations stand. */
export function BoothApp(): ReactNode {
  const { state, isConnected, connections } = useBoothState();
  const [view, setView] = useState<View>(() => (settingsSecret() === undefined ? 'newest' : 'settings'));
  const say = useWords('booth');
  useLanguageOf(state);
  useIdle(forgotten, () => setView((now) => (now === 'settings' ? now : 'newest')));
  if (state === undefined)
    return (
      <main className="booth-blank">
        <p role="status">{say(isConnected ? 'starting' : 'no-answer')}</p>
      </main>
    );
  return (
    <>
      {!isConnected && (
        <p className="booth-banner" role="status">
          {say('no-answer')}
        </p>
      )}
      {/* What somebody fills in stays; all else is asked for anew when the program is back. */}
      <Fragment key={view === 'settings' ? 'settings' : connections}>{shown(state, view, setView)}</Fragment>
    </>
  );
}

function shown(state: BoothState, view: View, go: (view: View) => void): ReactNode {
  if (view === 'settings') return <SettingsPage onClose={() => go('newest')} />;
  if (view === 'status') return <StatusView state={state} onClose={() => go('newest')} />;
  if (view === 'gallery')
    return (
      <GalleryView
        state={state}
        onOpen={(picture, among) => go({ picture, among })}
        onClose={() => go('newest')}
      />
    );
  if (typeof view === 'object')
    return (
      <PictureView
        state={state}
        {...view}
        onTurn={(picture) => go({ ...view, picture })}
        onClose={() => go('gallery')}
      />
    );
  return <NewestView state={state} onGallery={() => go('gallery')} onStatus={() => go('status')} />;
}

/** The host may choose the language of the screen. */
function useLanguageOf(state: BoothState | undefined): void {
  const wanted = languages.find((each): each is Language => each === state?.language);
  useEffect(() => {
    if (wanted === undefined) return;
    showLanguage(wanted);
    void speak(wanted);
  }, [wanted]);
}
