import type { ReactNode } from 'react';
import type { BoothPicture, BoothState } from '@homeroll/protocol/booth-page';
import { useWords } from '../words/words.ts';
import { QrCode } from './qr-code.tsx';

interface Props {
  readonly state: BoothState;
  readonly picture: BoothPicture | undefined;
}

/** The code of a picture with a line above and below; where guests join a Wi-Fi first, two codes in their order. */
export function CodeCard({ state, picture }: Props): ReactNode {
  const say = useWords('booth');
  const link = picture?.links[0];
  const { wifi, textAbove, textBelow } = state;
  if (link === undefined) return <p className="booth-no-code">{say(whyNone(state, picture))}</p>;
  const progress = link.isThere ? say('ready') : say('on-its-way');
  return (
    <div className={wifi === null ? 'booth-card' : 'booth-card two'}>
      <p className="booth-line">{textAbove === '' ? say(wifi === null ? 'scan' : 'scan-two') : textAbove}</p>
      <div className="booth-codes">
        {wifi !== null && (
          <figure>
            <QrCode text={wifi.code} label={say('code-wifi', { name: wifi.name })} />
            <figcaption>
              {say('step-wifi')}
              <span className="booth-wifi-name">{wifi.name}</span>
            </figcaption>
          </figure>
        )}
        <figure>
          <QrCode text={link.url} label={say('code-photo')} />
          {wifi !== null && <figcaption>{say('step-photo')}</figcaption>}
        </figure>
      </div>
      <p className={`booth-line soft ${textBelow === '' ? 'progress' : ''}`} role="status">
        {textBelow === '' ? progress : textBelow}
      </p>
    </div>
  );
}

function whyNone(
  { destinations }: BoothState,
  picture: BoothPicture | undefined,
): 'code-to-come' | 'no-destination' | 'no-code' {
  if (picture === undefined) return 'code-to-come';
  return destinations.every(({ state }) => state === 'off') ? 'no-destination' : 'no-code';
}
