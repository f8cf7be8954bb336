import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { z } from 'zod';
import { deviceTokenSchema, type DeviceToken } from '@homeroll/protocol/accounts';
import { routes } from '@homeroll/protocol/routes';
import { getJson } from '../server/ask-server.ts';
import { PageProblem } from '../shell/page-problem.tsx';
import { SubPage } from '../shell/sub-page.tsx';
import { formatDay } from '../words/format.ts';
import { useWords } from '../words/words.ts';
import './devices.css';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { TakeBackDialog } from './take-back-dialog.tsx';

/** The keys of this account's devices: who has one, since when, a new one, and taking one back. */
export default function DevicesPage(): ReactNode {
  const say = useWords('devices');
  const [making, setMaking] = useState(false);
  const [leaving, setLeaving] = useState<DeviceToken>();
  const tokens = useQuery({
    queryKey: [routes.tokens],
    queryFn: ({ signal }) => getJson(routes.tokens, z.array(deviceTokenSchema), signal),
  });
  if (tokens.error) return <PageProblem problem={tokens.error} again={() => void tokens.refetch()} />;
  return (
    <SubPage title={say('title')}>
      <p className="lead">{say('lead')}</p>
      <button type="button" className="button main start" onClick={() => setMaking(true)}>
        {say('new-title')}
      </button>
      {tokens.data?.length === 0 && <p>{say('no-devices')}</p>}
      <ul className="device-list">
        {tokens.data?.map((token) => (
          <DeviceRow key={token.id} token={token} onTakeBack={setLeaving} />
        ))}
      </ul>
      {making && <NewKeyDialog onClose={() => setMaking(false)} />}
      {leaving && <TakeBackDialog token={leaving} onClose={() => setLeaving(undefined)} />}
    </SubPage>
  );
}

interface RowProps {
  readonly token: DeviceToken;
  readonly onTakeBack: (token: DeviceToken) => void;
}

function DeviceRow({ token, onTakeBack }: RowProps): ReactNode {
  const say = useWords('devices');
  const { label, rights, lastUsedAt } = token;
  return (
    <li className="device-row">
      <div>
        <h2>{label}</h2>
        <p className="help">{rights.map((right) => say(`right-${right}`)).join(' · ')}</p>
        <p className="help">
          {lastUsedAt === null ? say('never') : say('used', { day: formatDay(lastUsedAt) })}
        </p>
      </div>
      <button
        type="button"
        className="button"
        aria-label={say('take-back-one', { label })}
        onClick={() => onTakeBack(token)}
      >
        {say('take-back')}
      </button>
    </li>
  );
}
