import { useEffect, useState, type ReactNode } from 'react';
import type { BoothSettingsForm } from '@homeroll/protocol/booth-page';
import { useWords } from '../../words/words.ts';
import { useKindName } from '../kind-name.ts';
import { BoothRefusal, fetchForm } from './ask-booth.ts';
import { DestinationCard } from './destination-card.tsx';
import { changed, newDestination, without } from './draft.ts';
import './settings.css';
import { SettingsFieldInput } from './settings-field.tsx';
import { useSettingsForm } from './use-settings-form.ts';

interface Props {
  readonly onClose: () => void;
}

/** The booth's settings, for its host: opened by the link that the program printed. */
export function SettingsPage({ onClose }: Props): ReactNode {
  const say = useWords('booth');
  const [form, setForm] = useState<BoothSettingsForm>();
  const [refused, setRefused] = useState<string>();
  useEffect(() => {
    fetchForm().then(setForm, (error: unknown) => {
      if (!(error instanceof BoothRefusal)) throw error;
      setRefused(error.message);
    });
  }, []);
  return (
    <main className="booth-settings">
      <header className="booth-settings-bar">
        <h1>{say('settings')}</h1>
        <button type="button" className="button" onClick={onClose}>
          {say('to-screen')}
        </button>
      </header>
      {refused !== undefined && (
        <p className="booth-trouble">{refused === '' ? say('no-answer') : refused}</p>
      )}
      {form !== undefined && <SettingsForm form={form} />}
    </main>
  );
}

interface FormProps {
  readonly form: BoothSettingsForm;
}

function SettingsForm({ form }: FormProps): ReactNode {
  const say = useWords('booth');
  const { draft, mistakes, saving, change, save } = useSettingsForm(form);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <fieldset className="booth-form-card">
        <legend>{say('settings-booth')}</legend>
        {form.fields.map((field) => (
          <SettingsFieldInput
            key={field.name}
            field={field}
            value={draft.values[field.name]}
            isKept={draft.secrets.includes(field.name)}
            mistake={mistakes.find((one) => one.destination === null && one.place === field.name)?.words}
            onChange={(value) => change({ ...draft, values: { ...draft.values, [field.name]: value } })}
          />
        ))}
      </fieldset>
      <h2>{say('status')}</h2>
      {draft.destinations.map((destination, place) => (
        <DestinationCard
          key={destination.id}
          destination={destination}
          kinds={form.kinds}
          mistakes={mistakes.filter((one) => one.destination === place)}
          onChange={(next) => change(changed(draft, next))}
          onRemove={() => change(without(draft, destination.id))}
        />
      ))}
      <KindChoice kinds={form.kinds} onChoose={(kind) => change(newDestination(draft, kind))} />
      <SaveLine saving={saving} />
    </form>
  );
}

function SaveLine({ saving }: Pick<ReturnType<typeof useSettingsForm>, 'saving'>): ReactNode {
  const say = useWords('booth');
  return (
    <div className="booth-save">
      <p role="status" className={typeof saving === 'object' ? 'booth-trouble' : 'help'}>
        {typeof saving === 'object' ? saving.refused : saving === 'saved' ? say('saved') : ''}
      </p>
      <button type="submit" className="button main" disabled={saving === 'saving'}>
        {say('save')}
      </button>
    </div>
  );
}

interface KindProps {
  readonly kinds: BoothSettingsForm['kinds'];
  readonly onChoose: (kind: string) => void;
}

function KindChoice({ kinds, onChoose }: KindProps): ReactNode {
  const say = useWords('booth');
  const kindName = useKindName();
  return (
    <fieldset className="booth-kinds">
      <legend>{say('add-destination')}</legend>
      {kinds.map(({ kind, summary }) => (
        <button key={kind} type="button" className="button" title={summary} onClick={() => onChoose(kind)}>
          {kindName(kind)}
        </button>
      ))}
    </fieldset>
  );
}
