import { useId, type ReactNode } from 'react';
import type { SettingsField } from '@homeroll/protocol/booth-page';
import { Field } from '../../shell/field.tsx';
import { useLanguage, useWords } from '../../words/words.ts';
import { isOn } from './draft.ts';
import { fieldWords } from './field-words.ts';
import { mistakeWords } from './mistake-words.ts';

interface Props {
  readonly field: SettingsField;
  readonly value: unknown;
  /** For a secret: one is kept, which is not shown. */
  readonly isKept: boolean;
  /** What the program says is wrong with the answer. */
  readonly mistake: string | undefined;
  /** `undefined`: as if nothing had been said. */
  readonly onChange: (value: unknown) => void;
}

/** One question, asked as its kind is best answered. */
export function SettingsFieldInput({ field, value, isKept, mistake, onChange }: Props): ReactNode {
  const language = useLanguage();
  const say = useWords('booth');
  const { label, help } = fieldWords(field, language);
  const wrong = mistake && mistakeWords(mistake, language);
  if (field.input === 'switch')
    return <Switch label={label} help={wrong ?? help} isOn={isOn(field, value)} onChange={onChange} />;
  if (field.input === 'choice')
    return <Choice field={field} label={label} value={value} onChange={onChange} help={wrong ?? help} />;
  const isSecret = field.input === 'secret';
  const shown = textOf(value);
  return (
    <Field
      label={field.isRequired || isKept ? label : `${label} (${say('optional')})`}
      help={isKept && shown === '' ? say('kept') : help}
      wrong={wrong}
      type={isSecret ? 'password' : field.input === 'address' ? 'url' : 'text'}
      inputMode={field.input === 'number' ? 'numeric' : undefined}
      autoComplete={isSecret ? 'new-password' : 'off'}
      spellCheck={false}
      placeholder={isKept ? '••••••••' : (field.fallback ?? '')}
      value={shown}
      onChange={({ target }) => onChange(answered(field, target.value))}
    />
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function answered({ input }: SettingsField, text: string): unknown {
  if (text === '') return undefined;
  return input === 'list' ? text.split(',').map((part) => part.trimStart()) : text;
}

interface SwitchProps {
  readonly label: string;
  readonly help: string | undefined;
  readonly isOn: boolean;
  readonly onChange: (value: boolean) => void;
}

function Switch({ label, help, isOn: on, onChange }: SwitchProps): ReactNode {
  return (
    <div className="field">
      <label className="check">
        <input type="checkbox" checked={on} onChange={({ target }) => onChange(target.checked)} />
        {label}
      </label>
      {help !== undefined && <p className="help">{help}</p>}
    </div>
  );
}

interface ChoiceProps {
  readonly field: SettingsField;
  readonly label: string;
  readonly help: string | undefined;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

function Choice({ field, label, help, value, onChange }: ChoiceProps): ReactNode {
  const id = useId();
  const chosen = typeof value === 'string' ? value : (field.fallback ?? '');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        value={chosen}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      >
        {field.fallback === undefined && <option value="">–</option>}
        {(field.choices ?? []).map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
      {help !== undefined && <p className="help">{help}</p>}
    </div>
  );
}
