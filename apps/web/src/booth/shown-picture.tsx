import { useState, type ReactNode } from 'react';
import { boothPageRoutes, type BoothPicture } from '@homeroll/protocol/booth-page';
import { useWords } from '../words/words.ts';

interface Props {
  readonly picture: BoothPicture;
}

/**
 * One picture as large as its place; a video plays by itself, without sound, again and again. Making a large one small
 * takes a while on a small machine, and some cannot be shown at all: both is said in its place.
 */
export function ShownPicture({ picture }: Props): ReactNode {
  const say = useWords('booth');
  const [state, setState] = useState<'coming' | 'shown' | 'broken'>('coming');
  const version = `?version=${encodeURIComponent(picture.version)}`;
  const address = boothPageRoutes.view(picture.key) + version;
  if (state === 'broken') return <p className="booth-empty">{say('not-shown')}</p>;
  return (
    <>
      {state === 'coming' && <p className="booth-empty coming">{say('coming-up')}</p>}
      {picture.kind === 'video' ? (
        <video
          className="booth-shown"
          src={address}
          poster={boothPageRoutes.thumb(picture.key) + version}
          onLoadedData={() => setState('shown')}
          onError={() => setState('broken')}
          autoPlay
          muted
          loop
          playsInline
        />
      ) : (
        <img
          className="booth-shown"
          src={address}
          alt=""
          decoding="async"
          onLoad={() => setState('shown')}
          onError={() => setState('broken')}
        />
      )}
    </>
  );
}
