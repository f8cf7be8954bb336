import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { z } from 'zod';
import { routes } from '@homeroll/protocol/routes';
import { shareSchema, type Share } from '@homeroll/protocol/shares';
import { getJson } from '../server/ask-server.ts';
import { PageProblem } from '../shell/page-problem.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { formatDay } from '../words/format.ts';
import { useWords } from '../words/words.ts';
import { BoothLinks } from './booth-links.tsx';
import { QrCard } from './qr-card.tsx';
import './share.css';
import { useEndWords } from './use-end-words.ts';
import { useWithdraw, type Withdrawal } from './use-withdraw.ts';

/** Every link that works, the newest first, and those of photo booths; withdrawing can be taken back for a while. */
export default function SharesPage(): ReactNode {
  const say = useWords('share');
  const shares = useQuery({
    queryKey: [routes.shares],
    queryFn: ({ signal }) => getJson(routes.shares, z.array(shareSchema), signal),
  });
  const withdraw = useWithdraw({
    listed: routes.shares,
    said: { withdrawn: 'withdrawn', restored: 'restored' },
  });
  const [open, setOpen] = useState<Share>();
  if (shares.error) return <PageProblem problem={shares.error} again={() => void shares.refetch()} />;
  return (
    <div className="page">
      <div className="page-body">
        <h1>{say('title')}</h1>
        {shares.data?.length === 0 && <NoShares />}
        {shares.data && shares.data.length > 0 && (
          <>
            <p className="lead">{say('lead')}</p>
            <ul className="share-list">
              {shares.data.toSorted(newestFirst).map((share) => (
                <ShareRow key={share.id} share={share} onOpen={setOpen} onWithdraw={withdraw} />
              ))}
            </ul>
          </>
        )}
        <BoothLinks />
      </div>
      {open && (
        <Sheet title={open.title ?? say('items', { count: open.count })} onClose={() => setOpen(undefined)}>
          <QrCard share={open} onClose={() => setOpen(undefined)} />
        </Sheet>
      )}
    </div>
  );
}

interface RowProps {
  readonly share: Share;
  readonly onOpen: (share: Share) => void;
  readonly onWithdraw: (links: Withdrawal) => void;
}

function ShareRow({ share, onOpen, onWithdraw }: RowProps): ReactNode {
  const say = useWords('share');
  const sayEnd = useEndWords();
  const title = share.title ?? say('untitled');
  const address = routes.share(share.id);
  return (
    <li className="share-row">
      <button
        type="button"
        className="share-open"
        aria-label={say('show', { title })}
        onClick={() => onOpen(share)}
      >
        <img
          className="qr"
          src={routes.shareQr(share.id, 'svg')}
          alt=""
          width="56"
          height="56"
          loading="lazy"
        />
      </button>
      <div className="share-what">
        <h2>{title}</h2>
        <p className="help">
          {say('items', { count: share.count })} · {say('made', { day: formatDay(share.createdAt) })}
        </p>
        <p className="help">{sayEnd(share)}</p>
      </div>
      <button
        type="button"
        className="button"
        aria-label={say('withdraw-one', { title })}
        onClick={() => onWithdraw({ withdraw: ['DELETE', address], restore: ['PUT', address] })}
      >
        {say('withdraw')}
      </button>
    </li>
  );
}

function NoShares(): ReactNode {
  const say = useWords('share');
  return (
    <div className="empty">
      <p>{say('empty')}</p>
      <a className="button main" href="#photos">
        {say('empty-button')}
      </a>
    </div>
  );
}

function newestFirst(one: Share, other: Share): number {
  return other.createdAt - one.createdAt;
}
