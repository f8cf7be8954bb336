import type { ReactNode } from 'react';
import { useWords } from '../words/words.ts';

/** A new server that was found by its plain address: only its terminal knows the way in. */
export function FirstLinkPage(): ReactNode {
  const say = useWords('account');
  return (
    <main className="account">
      <p className="account-name">Homeroll</p>
      <div className="account-form">
        <h1>{say('setup-title')}</h1>
        <p className="lead">{say('first-link')}</p>
      </div>
    </main>
  );
}
