import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { sessionSchema, type Login } from '@homeroll/protocol/accounts';
import { routes } from '@homeroll/protocol/routes';
import { change } from '../server/ask-server.ts';
import { Field } from '../shell/field.tsx';
import { useWords } from '../words/words.ts';
import { AccountForm } from './account-form.tsx';
import { PasswordField } from './password-field.tsx';
import { useBeginSession } from './session.ts';

interface Props {
  /** A set-up link was followed too late. */
  readonly wasSetUp: boolean;
}

export function LoginPage({ wasSetUp }: Props): ReactNode {
  const say = useWords('account');
  const begin = useBeginSession();
  const [login, setLogin] = useState<Login>({ user: '', password: '' });
  const [asked, setAsked] = useState(false);
  const enter = useMutation({
    mutationFn: () => change('POST', routes.session, login, sessionSchema),
    onSuccess: begin,
  });
  const isWhole = login.user !== '' && login.password !== '';
  return (
    <AccountForm
      title={say('login-title')}
      lead={say(wasSetUp ? 'setup-closed' : 'login-lead')}
      done={say('login-done')}
      problem={enter.error}
      busy={enter.isPending}
      onSubmit={() => (isWhole ? enter.mutate() : setAsked(true))}
    >
      <Field
        label={say('user')}
        name="user"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={login.user}
        wrong={asked && login.user === '' ? say('user-empty') : undefined}
        onChange={({ target }) => setLogin({ ...login, user: target.value })}
      />
      <PasswordField
        value={login.password}
        onValue={(password) => setLogin({ ...login, password })}
        autoComplete="current-password"
        wrong={asked && login.password === '' ? say('password-empty') : undefined}
      />
    </AccountForm>
  );
}
