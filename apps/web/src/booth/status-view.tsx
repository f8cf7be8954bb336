import { useState, type ReactNode } from 'react';
import { boothPageRoutes, type BoothDestination, type BoothState } from '@homeroll/protocol/booth-page';
import { Icon } from '../look/icon.tsx';
import { formatBytes } from '../words/format.ts';
import { useWords } from '../words/words.ts';
import { formatTime } from './format-time.ts';
import { useKindName } from './kind-name.ts';
import { TroubleText } from './trouble-text.tsx';

interface Props {
  readonly state: BoothState;
  readonly onClose: () => void;
}

/** Each destination: what waits, what is done, what went wrong and when it is tried again. */
export function StatusView({ state, onClose }: Props): ReactNode {
  const say = useWords('booth');
  const [isAsked, setAsked] = useState(false);
  const retry = (): void => {
    setAsked(true);
    void fetch(boothPageRoutes.retry, { method: 'POST' }).catch(() => undefined);
    window.setTimeout(() => setAsked(false), 3000);
  };
  return (
    <main className="booth-status-page">
      <header className="booth-bar">
        <h1>{say('status')}</h1>
        <button type="button" className="button booth-button" onClick={onClose}>
          <Icon name="back" />
          {say('back')}
        </button>
      </header>
      {[state.folderTrouble, state.settingsTrouble].map(
        (trouble) =>
          trouble && (
            <p key={trouble.fault} className="booth-trouble">
              <TroubleText trouble={trouble} />
            </p>
          ),
      )}
      <ul className="booth-destinations">
        {state.destinations.map((one) => (
          <DestinationLine key={one.name} destination={one} />
        ))}
      </ul>
      {state.destinations.length === 0 && <p className="lead">{say('no-destination')}</p>}
      {isWaitedFor(state) && (
        <button type="button" className="button booth-button" onClick={retry} disabled={isAsked}>
          {say(isAsked ? 'trying' : 'try-now')}
        </button>
      )}
    </main>
  );
}

/** Whether a person may be impatient. */
function isWaitedFor({ destinations, folderTrouble }: BoothState): boolean {
  return folderTrouble !== null || destinations.some(({ state }) => state === 'trouble' || state === 'busy');
}

function DestinationLine({ destination }: { readonly destination: BoothDestination }): ReactNode {
  const say = useWords('booth');
  const kindName = useKindName();
  const { name, kind, state, waiting, failed, done, sending, trouble, checkedAt } = destination;
  const isKept = kind !== 'relay' && kind !== 'here' && state !== 'off';
  return (
    <li className={`booth-destination ${state}`}>
      <h2>
        <span className="booth-dot" aria-hidden="true" />
        {kind === 'here' ? say('here') : name}
        <span className="booth-kind">{kind === 'here' ? '' : kindName(kind)}</span>
      </h2>
      <p>
        {say(`state-${state}`)}
        {isKept && ` · ${say('counts', { done, waiting, failed })}`}
        {isKept && checkedAt !== null && ` · ${say('checked', { time: formatTime(checkedAt) })}`}
      </p>
      {sending.map(({ fileName, sent, size }) => (
        <p key={fileName} className="booth-sending">
          <span>{fileName}</span>
          <progress max={Math.max(1, size)} value={sent} aria-label={fileName} />
          <span>{formatBytes(size)}</span>
        </p>
      ))}
      {trouble !== null && (
        <p className="booth-trouble">
          <TroubleText trouble={trouble} />
        </p>
      )}
      {trouble !== null && trouble.nextTry > Date.now() && (
        <p>{say('next-try', { time: formatTime(trouble.nextTry) })}</p>
      )}
    </li>
  );
}
