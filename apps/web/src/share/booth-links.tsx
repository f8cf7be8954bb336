import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { boothSchema } from '@homeroll/protocol/booths';
import { routes } from '@homeroll/protocol/routes';
import { getJson } from '../server/ask-server.ts';
import { formatDay } from '../words/format.ts';
import { useWords } from '../words/words.ts';
import { useWithdraw } from './use-withdraw.ts';

/** Photo booths that hand out their pictures from this server; nothing where there is none. */
export function BoothLinks(): ReactNode {
  const say = useWords('share');
  const booths = useQuery({
    queryKey: [routes.booths],
    queryFn: ({ signal }) => getJson(routes.booths, z.array(boothSchema), signal),
  });
  const withdraw = useWithdraw({
    listed: routes.booths,
    said: { withdrawn: 'all-withdrawn', restored: 'all-restored' },
  });
  if (booths.data === undefined || booths.data.length === 0) return null;
  return (
    <section className="booth-links" aria-labelledby="booth-links">
      <h2 id="booth-links">{say('booths')}</h2>
      <p className="lead">{say('booths-lead')}</p>
      <ul className="share-list">
        {booths.data.map(({ id, name, count, createdAt }) => (
          <li key={id} className="share-row">
            <div className="share-what">
              <h3>{name}</h3>
              <p className="help">
                {say('items', { count })} · {say('since', { day: formatDay(createdAt) })}
              </p>
            </div>
            <button
              type="button"
              className="button"
              aria-label={say('withdraw-booth', { name })}
              onClick={() =>
                withdraw({
                  withdraw: ['DELETE', routes.booth(id)],
                  restore: ['POST', routes.restoreBooth(id)],
                })
              }
            >
              {say('withdraw')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
