import type { PortalPage } from '@homeroll/core/publish/portal-upkeep';
import { publishedLink } from '@homeroll/core/publish/published-link';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import { routes } from '@homeroll/protocol/routes';
import type { BoothLedger } from './booth-ledger.ts';
import type { BoothLog } from './booth-log.ts';
import type { GuestDoor } from './guest-door.ts';
import { hereOutlet } from './here-outlet.ts';
import type { MediaLayout } from './media-layout.ts';
import { offOutlet } from './off-outlet.ts';
import { openStore, type BoothIdentity } from './open-store.ts';
import type { Outlet } from './outlet.ts';
import { RelayOutlet } from './relay-outlet.ts';
import { publishingOf, type RelayValues } from './settings/booth-options.ts';
import type { BoothSettings } from './settings/booth-settings.ts';
import type { DestinationSettings } from './settings/destination-settings.ts';
import { placeOf } from './settings/place-of.ts';
import { StoreOutlet } from './store-outlet.ts';

export interface OutletParts {
  readonly booth: BoothIdentity;
  /** Names this machine at a relay. */
  readonly lineSecret: string;
  readonly ledger: BoothLedger;
  readonly portal: PortalPage | undefined;
  /** Where this machine answers for guests, for itself: `http://127.0.0.1:4483`. */
  readonly localOrigins: Readonly<Record<RelayValues['version'], string>>;
  /** The same for others in its network. */
  readonly door: GuestDoor;
  readonly changed: () => void;
  readonly log: BoothLog;
}

export interface WantedOutlet {
  /** The same text for the same place, set up in the same way. */
  readonly identity: string;
  readonly open: () => Promise<Outlet>;
}

/** Everywhere that the settings want guests to get pictures, in the order of the settings; this machine last. */
export function wantedOutlets(
  settings: BoothSettings,
  layout: MediaLayout,
  parts: OutletParts,
): readonly WantedOutlet[] {
  const { booth, door, changed } = parts;
  const { guestsHere, guestsPort, guestsAddress } = settings;
  const wanted = settings.destinations.map((destination) => ({
    // Our server alone is told the booth's name.
    identity: JSON.stringify([
      destination,
      layout.root,
      destination.kind === 'own-server' ? booth.name : null,
    ]),
    open: () => openOutlet(destination, layout, parts),
  }));
  if (!guestsHere) return wanted;
  const here = {
    identity: JSON.stringify(['here', guestsPort, guestsAddress]),
    open: () => Promise.resolve(hereOutlet({ boothId: booth.id, settings, door, changed })),
  };
  return [...wanted, here];
}

async function openOutlet(
  destination: DestinationSettings,
  layout: MediaLayout,
  parts: OutletParts,
): Promise<Outlet> {
  const { name, kind, values } = destination;
  const { booth, lineSecret, ledger, portal, localOrigins, changed, log } = parts;
  if (values['enabled'] === false) return offOutlet(name, kind);
  const store = await openStore(destination, booth);
  if (store === undefined) {
    const { url, key, version } = values as unknown as RelayValues;
    return new RelayOutlet({
      ...{ name, changed, boothId: booth.id, relay: { url, key, secret: lineSecret } },
      showsCode: values['enableShareLink'] !== false,
      localOrigin: localOrigins[version],
    });
  }
  return new StoreOutlet({
    ...{ name, kind, store, ledger, portal, changed, log },
    publishing: publishingOf(values),
    place: placeOf(destination),
    root: layout.root,
    link: (file, base) => linkAt(destination, booth, file, base),
  });
}

/** What the code of a file says; `base` is the address that the place told of itself. */
export function linkAt(
  { kind, values }: DestinationSettings,
  { id }: BoothIdentity,
  file: BoothFile,
  base?: string,
): string | undefined {
  const publishing = publishingOf(values);
  // Our own server shows the portal by itself, under an address that the booth knows.
  if (kind === 'own-server' && publishing.customQrUrl === undefined)
    return String(values['mediaUrl'] ?? values['url']) + routes.boothPage(id, file.key);
  return publishedLink(file, publishing, base);
}
