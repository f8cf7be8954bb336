import { useState, type ReactNode } from 'react';
import type { BoothSettingsForm, BoothSettingsMistakes, TryAnswer } from '@homeroll/protocol/booth-page';
import { Icon } from '../../look/icon.tsx';
import { Field } from '../../shell/field.tsx';
import { useLanguage, useWords } from '../../words/words.ts';
import { TroubleText } from '../trouble-text.tsx';
import { useKindName } from '../kind-name.ts';
import { BoothRefusal, tryOut } from './ask-booth.ts';
import { valuesOf, type DraftDestination } from './draft.ts';
import { mistakeWords } from './mistake-words.ts';
import { SettingsFieldInput } from './settings-field.tsx';

type Mistakes = BoothSettingsMistakes['mistakes'];

interface Props {
  readonly destination: DraftDestination;
  readonly kinds: BoothSettingsForm['kinds'];
  readonly mistakes: Mistakes;
  readonly onChange: (destination: DraftDestination) => void;
  readonly onRemove: () => void;
}

/** One destination to be filled in, with a button that tries it for real. */
export function DestinationCard({
  destination,
  kinds,
  mistakes: told,
  onChange,
  onRemove,
}: Props): ReactNode {
  const say = useWords('booth');
  const kindName = useKindName();
  const { kind, name, values, secrets, oldName } = destination;
  const fields = kinds.find((one) => one.kind === kind)?.fields ?? [];
  const [tried, setTried] = useState<{ readonly mistakes: Mistakes }>({ mistakes: [] });
  const mistakes = [...told, ...tried.mistakes];
  const mistakeAt = (place: string): string | undefined => mistakes.find((one) => one.place === place)?.words;
  const wrongName = mistakeAt('name');
  const language = useLanguage();
  return (
    <details className="booth-form-card" open={oldName === undefined || mistakes.length > 0}>
      <summary>
        <strong>{name === '' ? kindName(kind) : name}</strong>{' '}
        <span className="booth-kind">{kindName(kind)}</span>
      </summary>
      <Field
        label={say('destination-name')}
        value={name}
        wrong={wrongName && mistakeWords(wrongName, language)}
        autoComplete="off"
        onChange={({ target }) => onChange({ ...destination, name: target.value })}
      />
      {fields.map((field) => (
        <SettingsFieldInput
          key={field.name}
          field={field}
          value={values[field.name]}
          isKept={secrets.includes(field.name)}
          mistake={mistakeAt(field.name)}
          onChange={(value) => onChange({ ...destination, values: { ...values, [field.name]: value } })}
        />
      ))}
      <div className="booth-form-actions">
        <TryButton destination={destination} onMistakes={(found) => setTried({ mistakes: found })} />
        <button type="button" className="button" onClick={onRemove}>
          <Icon name="bin" />
          {say('remove')}
        </button>
      </div>
    </details>
  );
}

interface TryProps {
  readonly destination: DraftDestination;
  readonly onMistakes: (mistakes: Mistakes) => void;
}

function TryButton({ destination, onMistakes }: TryProps): ReactNode {
  const say = useWords('booth');
  const [state, setState] = useState<'idle' | 'trying' | TryAnswer['steps'] | { readonly refused: string }>(
    'idle',
  );
  const start = async (): Promise<void> => {
    setState('trying');
    onMistakes([]);
    try {
      const answer = await tryOut(valuesOf(destination));
      if ('mistakes' in answer) onMistakes(answer.mistakes);
      setState('mistakes' in answer ? 'idle' : answer.steps);
    } catch (error) {
      if (!(error instanceof BoothRefusal)) throw error;
      setState({ refused: error.message === '' ? say('no-answer') : error.message });
    }
  };
  return (
    <>
      <button type="button" className="button" onClick={() => void start()} disabled={state === 'trying'}>
        {say(state === 'trying' ? 'trying' : 'try-it')}
      </button>
      <div className="booth-tried" role="status">
        {typeof state === 'object' && 'refused' in state && <p className="booth-trouble">{state.refused}</p>}
        {Array.isArray(state) &&
          (state as TryAnswer['steps']).map(({ step, isGood, told }) => (
            <p key={step} className={isGood ? 'booth-good' : 'booth-trouble'}>
              <Icon name={isGood ? 'check' : 'exclamation'} />
              <span>
                {say(`try-${step}`)}
                {told && (
                  <>
                    : <TroubleText trouble={told} />
                  </>
                )}
              </span>
            </p>
          ))}
      </div>
    </>
  );
}
