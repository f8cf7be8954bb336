import type { ReactNode } from 'react';
import { routes } from '@homeroll/protocol/routes';
import type { Share } from '@homeroll/protocol/shares';
import { CopyLine } from '../shell/copy-line.tsx';
import { useWords } from '../words/words.ts';
import { useEndWords } from './use-end-words.ts';

interface Props {
  readonly share: Share;
  readonly onClose: () => void;
}

/** The code, black on white in the dark too, the link, and the ways to pass it on. */
export function QrCard({ share, onClose }: Props): ReactNode {
  const say = useWords('share');
  const sayEnd = useEndWords();
  return (
    <div className="qr-card">
      <div className="qr-print">
        <p className="qr-print-title">{share.title}</p>
        <img
          className="qr"
          src={routes.shareQr(share.id, 'svg')}
          alt={say('code-of')}
          width="280"
          height="280"
        />
        <p className="qr-print-link">{share.url}</p>
      </div>
      <p className="lead">{say('scan')}</p>
      {isHereOnly(share.url) && <p className="here-only">{say('here-only')}</p>}
      <CopyLine label={say('link')} value={share.url} words={{ copy: say('copy'), copied: say('copied') }} />
      <p className="help">{sayEnd(share)}</p>
      <div className="sheet-actions">
        {canSend() && (
          <button type="button" className="button" onClick={() => send(share)}>
            {say('send')}
          </button>
        )}
        <button type="button" className="button" onClick={() => print()}>
          {say('print')}
        </button>
        <a className="button" href={routes.shareQr(share.id, 'png')} download="homeroll-qr.png">
          {say('save-code')}
        </a>
        <button type="button" className="button main" onClick={onClose}>
          {say('done')}
        </button>
      </div>
    </div>
  );
}

/** The device's own way to pass things on; there is none on plain http. */
function canSend(): boolean {
  return 'share' in navigator;
}

function send({ url, title }: Share): void {
  // Rejects when the person changes her mind, which is no error.
  navigator.share({ url, ...(title === null ? {} : { title }) }).catch(() => undefined);
}

/** A phone that reads such a code would look for the server in itself. */
function isHereOnly(url: string): boolean {
  return /^(localhost|127\.|\[::1\])/.test(new URL(url).hostname);
}
