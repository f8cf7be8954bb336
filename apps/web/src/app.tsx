import { useCallback, useState, type ReactNode } from 'react';
import { AccountGate } from './account/account-gate.tsx';
import { Nav } from './shell/nav.tsx';
import { usePlace } from './shell/place.ts';
import { Toasts } from './shell/toasts.tsx';
import './shell/shell.css';

/** The whole app: first who you are, then the places with the bar that leads to them. */
export function App(): ReactNode {
  return (
    <Toasts>
      <AccountGate>
        <Shell />
      </AccountGate>
    </Toasts>
  );
}

/** `main` fills the window beside the bar and does not scroll itself: a page brings its own scrolling box. */
function Shell(): ReactNode {
  const place = usePlace();
  const [changed] = useState(0);
  const onUpload = useCallback(() => undefined, []);
  return (
    <div className="shell">
      <main className="place" id="content">
        <PhotosPage onShare={onUpload} onUpload={onUpload} changed={changed} />
      </main>
      <Nav place={place} />
    </div>
  );
}

interface PhotosPageProps {
  readonly onShare: (items: readonly number[]) => void;
  readonly onUpload: () => void;
  readonly changed: number;
}

function PhotosPage(_props: PhotosPageProps): ReactNode {
  return <h1>Photos</h1>;
}
