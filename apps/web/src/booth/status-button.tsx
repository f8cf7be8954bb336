import type { ReactNode } from 'react';
import type { BoothState } from '@homeroll/protocol/booth-page';
import { Icon } from '../look/icon.tsx';
import { useWords } from '../words/words.ts';

interface Props {
  readonly state: BoothState;
  readonly onOpen: () => void;
}

/** How it stands with the destinations in one sign, for the host: all is well, something is on its way, or trouble. */
export function StatusButton({ state, onOpen }: Props): ReactNode {
  const say = useWords('booth');
  const used = state.destinations.filter((one) => one.state !== 'off');
  const isTrouble =
    state.folderTrouble !== null ||
    state.settingsTrouble !== null ||
    used.some((one) => one.state === 'trouble');
  const waiting = used.reduce((sum, one) => sum + one.waiting, 0);
  const words = isTrouble
    ? say('status-trouble')
    : waiting > 0
      ? say('status-busy', { count: waiting })
      : say('status-fine');
  return (
    <button
      type="button"
      className={`button booth-button booth-status ${isTrouble ? 'trouble' : ''}`}
      onClick={onOpen}
      aria-label={words}
      title={words}
    >
      <Icon name={isTrouble ? 'exclamation' : waiting > 0 ? 'upload' : 'check'} />
    </button>
  );
}
