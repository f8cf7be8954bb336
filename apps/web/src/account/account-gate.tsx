import type { ReactNode } from 'react';
import { PageProblem } from '../shell/page-problem.tsx';
import { useSetupSecret } from '../shell/place.ts';
import './account.css';
import { FirstLinkPage } from './first-link-page.tsx';
import { LoginPage } from './login-page.tsx';
import { useServerInfo, useSession } from './session.ts';
import { SetupPage } from './setup-page.tsx';

/** Lets in who is signed in; to everybody else it shows the way in. */
export function AccountGate({ children }: { readonly children: ReactNode }): ReactNode {
  const session = useSession();
  const info = useServerInfo();
  const secret = useSetupSecret();
  if (session.data) return children;
  const problem = session.error ?? info.error;
  if (problem) return <PageProblem problem={problem} again={() => location.reload()} />;
  if (session.data === undefined || !info.data) return null;
  if (!info.data.needsSetup) return <LoginPage wasSetUp={secret !== undefined} />;
  return secret === undefined ? <FirstLinkPage /> : <SetupPage secret={secret} />;
}
