import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { passwordSchema, sessionSchema, userNameSchema, type Session } from '@homeroll/protocol/accounts';
import { routes } from '@homeroll/protocol/routes';
import { change } from '../server/ask-server.ts';
import { Field } from '../shell/field.tsx';
import { useWords, type Words } from '../words/words.ts';
import { AccountForm } from './account-form.tsx';
import { PasswordField } from './password-field.tsx';
import { useBeginSession } from './session.ts';

interface Props {
  /** From the one-time link that the server shows in its terminal. */
  readonly secret: string;
}

/** The first account of a new server. */
export function SetupPage({ secret }: Props): ReactNode {
  const say = useWords('account');
  const begin = useBeginSession();
  const [account, setAccount] = useState({ user: '', password: '' });
  const [asked, setAsked] = useState(false);
  const create = useMutation({
    mutationFn: () => change('POST', routes.setup, { secret, ...account }, sessionSchema),
    onSuccess: (session: Session) => {
      // The secret is spent; it should not stay in the address bar and the history.
      history.replaceState(null, '', location.pathname);
      begin(session);
    },
  });
  const wrong = asked ? wrongIn(account, say) : {};
  const isRight = Object.keys(wrongIn(account, say)).length === 0;
  return (
    <AccountForm
      title={say('setup-title')}
      lead={say('setup-lead')}
      done={say('setup-done')}
      problem={create.error}
      busy={create.isPending}
      onSubmit={() => (isRight ? create.mutate() : setAsked(true))}
    >
      <Field
        label={say('user')}
        help={say('user-help')}
        wrong={wrong.user}
        name="user"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={account.user}
        onChange={({ target }) => setAccount({ ...account, user: target.value })}
      />
      <PasswordField
        value={account.password}
        onValue={(password) => setAccount({ ...account, password })}
        autoComplete="new-password"
        help={say('password-help')}
        wrong={wrong.password}
      />
    </AccountForm>
  );
}

interface Wrong {
  readonly user?: string;
  readonly password?: string;
}

/** By the same rules as the server. */
function wrongIn({ user, password }: { user: string; password: string }, say: Words<'account'>): Wrong {
  const isNamed = userNameSchema.safeParse(user).success;
  const isSafe = passwordSchema.safeParse(password).success;
  return {
    ...(isNamed ? {} : { user: say('user-wrong') }),
    ...(isSafe ? {} : { password: say(password.length > 100 ? 'password-long' : 'password-short') }),
  };
}
