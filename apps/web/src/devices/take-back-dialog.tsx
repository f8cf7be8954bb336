import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { DeviceToken } from '@homeroll/protocol/accounts';
import { routes } from '@homeroll/protocol/routes';
import { change } from '../server/ask-server.ts';
import { useProblemWords } from '../server/use-problem-words.ts';
import { Sheet } from '../shell/sheet.tsx';
import { useToast } from '../shell/toasts.tsx';
import { useWords } from '../words/words.ts';

interface Props {
  readonly token: DeviceToken;
  readonly onClose: () => void;
}

/** Asks first: nobody can give the same key again. */
export function TakeBackDialog({ token: { id, label }, onClose }: Props): ReactNode {
  const say = useWords('devices');
  const sayProblem = useProblemWords();
  const show = useToast();
  const queries = useQueryClient();
  const takeBack = useMutation({
    mutationFn: () => change('DELETE', routes.token(id)),
    onSuccess: () => {
      show({ text: say('taken-back', { label }) });
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [routes.tokens] }),
  });
  return (
    <Sheet title={say('ask-title', { label })} onClose={onClose}>
      <p>{say('ask-lead')}</p>
      {takeBack.error && (
        <p className="wrong" role="alert">
          {sayProblem(takeBack.error)}
        </p>
      )}
      <div className="sheet-actions">
        <button type="button" className="button" onClick={onClose}>
          {say('cancel')}
        </button>
        <button type="button" className="button main" onClick={() => takeBack.mutate()}>
          {say('take-back')}
        </button>
      </div>
    </Sheet>
  );
}
