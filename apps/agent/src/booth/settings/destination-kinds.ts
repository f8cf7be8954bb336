import { address, text, type Options, type OptionsFor } from '@homeroll/options/option';
import { storeKinds } from '@homeroll/destinations/catalogue';
import { verifyCertificate } from '@homeroll/destinations/place-options';
import { publishingOptions, relayDestinationOptions } from './booth-options.ts';

/** One kind of place that guests get pictures from. */
export interface DestinationKind {
  /** For people. */
  readonly summary: string;
  /** What this kind is told, besides its name. */
  readonly options: Options;
}

export interface OwnServerValues {
  readonly url: string;
  readonly token: string;
  readonly verifyCertificate: boolean;
}

const ownServerOptions: OptionsFor<OwnServerValues> = {
  url: { summary: 'Address of the server', value: 'URL', schema: address, input: 'address' },
  token: {
    summary: 'Device token with the rights upload, view, share and delete',
    value: 'TOKEN',
    schema: text,
    secret: true,
  },
  verifyCertificate,
};

/** Nextcloud's public folders hand out files and show no pages. */
const withoutPages: Options = Object.fromEntries(
  Object.entries(publishingOptions).filter(([name]) => name !== 'autoUpload'),
);

const { enabled, enableShareLink, uploadLimit } = publishingOptions;
const { enableImmediateSync, enableRegularSync, copyOnlyMode, customQrUrl, mediaUrl } = publishingOptions;

/** Every kind there is, in the order of the form. */
export const destinationKinds: Readonly<Record<string, DestinationKind>> = {
  ...Object.fromEntries(
    Object.entries(storeKinds).map(([kind, { summary, options }]) => [
      kind,
      { summary, options: { ...options, ...(kind === 'nextcloud' ? withoutPages : publishingOptions) } },
    ]),
  ),
  'own-server': {
    summary: 'Homeroll server',
    options: {
      ...ownServerOptions,
      ...{
        enabled,
        enableImmediateSync,
        enableRegularSync,
        copyOnlyMode,
        enableShareLink,
        uploadLimit,
        customQrUrl,
      },
      mediaUrl: { ...mediaUrl, summary: 'Address of the server for guests, where it is another one' },
    },
  },
  relay: { summary: 'Homeroll relay', options: { ...relayDestinationOptions, enabled, enableShareLink } },
};
