import { lazy, Suspense, useCallback, useRef, useState, type ComponentProps, type ReactNode } from 'react';
import { AccountGate } from './account/account-gate.tsx';
import { PhotosPage } from './photos/photos-page.tsx';
import { CrashCatcher } from './shell/crash-catcher.tsx';
import { Nav } from './shell/nav.tsx';
import { usePlace, type Place } from './shell/place.ts';
import { Toasts } from './shell/toasts.tsx';
import './shell/shell.css';
import { UploadDoor } from './upload/upload-door.tsx';
import { useUploads } from './upload/use-uploads.ts';

const SharesPage = lazy(() => import('./share/shares-page.tsx'));
const MorePage = lazy(() => import('./more/more-page.tsx'));
const EventsPage = lazy(() => import('./events/events-page.tsx'));
const TagsPage = lazy(() => import('./tags/tags-page.tsx'));
const TrashPage = lazy(() => import('./trash/trash-page.tsx'));
const DevicesPage = lazy(() => import('./devices/devices-page.tsx'));
const UploadPanel = lazy(() => import('./upload/upload-panel.tsx'));
const ShareDialog = lazy(() => import('./share/share-dialog.tsx'));

/** The whole app: first who you are, then the places with the bar that leads to them. */
export function App(): ReactNode {
  return (
    <CrashCatcher>
      <Toasts>
        <AccountGate>
          <Shell />
        </AccountGate>
      </Toasts>
    </CrashCatcher>
  );
}

/** `main` fills the window beside the bar and does not scroll itself: a page brings its own scrolling box. */
function Shell(): ReactNode {
  const place = usePlace();
  const [changed, setChanged] = useState(0);
  const [shared, setShared] = useState<readonly number[]>();
  const uploads = useUploads();
  const input = useRef<HTMLInputElement>(null);
  const pickFiles = useCallback(() => input.current?.click(), []);
  const onArrived = useCallback(() => setChanged((count) => count + 1), []);
  return (
    <div className="shell">
      <main className="place">
        <CrashCatcher key={place}>
          <Suspense>
            <Page place={place} photos={{ onShare: setShared, onUpload: pickFiles, changed }} />
          </Suspense>
        </CrashCatcher>
      </main>
      <Nav place={place} />
      <UploadDoor input={input} onFiles={uploads.add} />
      <Suspense>
        {uploads.queue && (
          <UploadPanel
            queue={uploads.queue}
            onShare={setShared}
            onArrived={onArrived}
            onClose={uploads.close}
          />
        )}
      </Suspense>
      <Suspense>{shared && <ShareDialog items={shared} onClose={() => setShared(undefined)} />}</Suspense>
    </div>
  );
}

function Page({
  place,
  photos,
}: {
  readonly place: Place;
  readonly photos: ComponentProps<typeof PhotosPage>;
}): ReactNode {
  switch (place) {
    case 'photos':
      return <PhotosPage {...photos} />;
    case 'shares':
      return <SharesPage />;
    case 'more':
      return <MorePage />;
    case 'devices':
      return <DevicesPage />;
    case 'events':
      return <EventsPage />;
    case 'tags':
      return <TagsPage />;
    case 'trash':
      return <TrashPage />;
  }
}
