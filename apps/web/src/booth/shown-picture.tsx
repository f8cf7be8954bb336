import type { ReactNode } from 'react';
import { boothPageRoutes, type BoothPicture } from '@homeroll/protocol/booth-page';

interface Props {
  readonly picture: BoothPicture;
}

/** One picture as large as its place; a video plays by itself, without sound, again and again. */
export function ShownPicture({ picture }: Props): ReactNode {
  const address = `${boothPageRoutes.view(picture.key)}?version=${encodeURIComponent(picture.version)}`;
  if (picture.kind === 'video')
    return (
      <video
        className="booth-shown"
        src={address}
        poster={`${boothPageRoutes.thumb(picture.key)}?version=${encodeURIComponent(picture.version)}`}
        autoPlay
        muted
        loop
        playsInline
      />
    );
  return <img className="booth-shown" src={address} alt="" decoding="async" />;
}
