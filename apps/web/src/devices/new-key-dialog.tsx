import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import {
  newDeviceTokenSchema,
  rights,
  type NewDeviceToken,
  type Right,
  type TokenRequest,
} from '@homeroll/protocol/accounts';
import { routes } from '@homeroll/protocol/routes';
import { useSession } from '../account/session.ts';
import { change } from '../server/ask-server.ts';
import { useProblemWords } from '../server/use-problem-words.ts';
import { CopyLine } from '../shell/copy-line.tsx';
import { Field } from '../shell/field.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { useWords } from '../words/words.ts';

interface Props {
  readonly onClose: () => void;
}

export function NewKeyDialog({ onClose }: Props): ReactNode {
  const say = useWords('devices');
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: (wanted: TokenRequest) => change('POST', routes.tokens, wanted, newDeviceTokenSchema),
    onSuccess: () => queries.invalidateQueries({ queryKey: [routes.tokens] }),
  });
  const made = create.data;
  return (
    <Sheet title={made ? say('made-title', { label: made.label }) : say('new-title')} onClose={onClose}>
      {made ? (
        <MadeKey made={made} onClose={onClose} />
      ) : (
        <KeyForm problem={create.error} busy={create.isPending} onSubmit={create.mutate} />
      )}
    </Sheet>
  );
}

interface FormProps {
  readonly problem: Error | null;
  readonly busy: boolean;
  readonly onSubmit: (wanted: TokenRequest) => void;
}

function KeyForm({ problem, busy, onSubmit }: FormProps): ReactNode {
  const say = useWords('devices');
  const sayProblem = useProblemWords();
  const [label, setLabel] = useState('');
  const [chosen, setChosen] = useState<readonly Right[]>(['upload', 'view']);
  const [asked, setAsked] = useState(false);
  const isWhole = label.trim() !== '' && chosen.length > 0;
  const submit = (): void => {
    if (!isWhole) setAsked(true);
    else if (!busy) onSubmit({ label: label.trim(), rights: chosen });
  };
  return (
    <form
      className="key-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field
        label={say('name-label')}
        help={say('name-help')}
        wrong={asked && label.trim() === '' ? say('name-empty') : undefined}
        maxLength={100}
        autoComplete="off"
        value={label}
        onChange={({ target }) => setLabel(target.value)}
      />
      <RightsChoice chosen={chosen} onChosen={setChosen} wrong={asked && chosen.length === 0} />
      {problem && (
        <p className="wrong" role="alert">
          {sayProblem(problem)}
        </p>
      )}
      <div className="sheet-actions">
        <button type="submit" className="button main" aria-disabled={busy}>
          {busy ? say('working') : say('create')}
        </button>
      </div>
    </form>
  );
}

interface RightsProps {
  readonly chosen: readonly Right[];
  readonly onChosen: (chosen: readonly Right[]) => void;
  readonly wrong: boolean;
}

/** Nobody can give more than they have. */
function RightsChoice({ chosen, onChosen, wrong }: RightsProps): ReactNode {
  const say = useWords('devices');
  const own = useSession().data?.rights ?? [];
  return (
    <fieldset className="choice">
      <legend>{say('rights-label')}</legend>
      {rights
        .filter((right) => own.includes(right))
        .map((right) => (
          <label key={right} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(right)}
              onChange={({ target }) =>
                onChosen(target.checked ? [...chosen, right] : chosen.filter((each) => each !== right))
              }
            />
            {say(`right-${right}`)}
          </label>
        ))}
      {wrong && <p className="help wrong">{say('rights-empty')}</p>}
    </fieldset>
  );
}

function MadeKey({ made, onClose }: Props & { readonly made: NewDeviceToken }): ReactNode {
  const say = useWords('devices');
  return (
    <>
      <p>{say('made-lead')}</p>
      <CopyLine label={say('key')} value={made.token} words={{ copy: say('copy'), copied: say('copied') }} />
      {made.rights.includes('upload') && (
        <>
          <p>{say('made-sync')}</p>
          <pre className="command">{`homeroll sync FOLDER --to ${location.origin} --token ${made.token}`}</pre>
        </>
      )}
      <div className="sheet-actions">
        <button type="button" className="button main" onClick={onClose}>
          {say('done')}
        </button>
      </div>
    </>
  );
}
