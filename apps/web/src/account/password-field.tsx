import { useState, type ReactNode } from 'react';
import { Field } from '../shell/field.tsx';
import { useWords } from '../words/words.ts';

interface Props {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly help?: string;
  readonly wrong?: string | undefined;
}

export function PasswordField({ value, onValue, ...field }: Props): ReactNode {
  const say = useWords('account');
  const [shown, setShown] = useState(false);
  return (
    <div className="password">
      <Field
        {...field}
        label={say('password')}
        name="password"
        type={shown ? 'text' : 'password'}
        value={value}
        onChange={({ target }) => onValue(target.value)}
      />
      <label className="check">
        <input type="checkbox" checked={shown} onChange={({ target }) => setShown(target.checked)} />
        {say('password-show')}
      </label>
    </div>
  );
}
