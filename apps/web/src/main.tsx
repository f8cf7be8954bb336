import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { routes } from '@homeroll/protocol/routes';
import './look/tokens.css';
import './look/base.css';
import { App } from './app.tsx';
import { chosenTheme, showTheme } from './look/theme.ts';
import { ServerProblem } from './server/server-problem.ts';
import { chosenLanguage, showLanguage } from './words/language-choice.ts';
import { startWords } from './words/words.ts';

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: signedOutElsewhere }),
  mutationCache: new MutationCache({ onError: signedOutElsewhere }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && isPassing(error),
    },
  },
});

/** A session that ended (on another device, or by age) leads to the login, whichever request noticed it. */
function signedOutElsewhere(error: Error): void {
  if (!(error instanceof ServerProblem) || error.code !== 'not-signed-in') return;
  queries.setQueryData([routes.session], null);
}

function isPassing(error: Error): boolean {
  return (
    error instanceof ServerProblem && ['unreachable', 'unavailable', 'server-error'].includes(error.code)
  );
}

showTheme(chosenTheme());
const language = chosenLanguage();
showLanguage(language);
await startWords(language);

const element = document.getElementById('app');
if (element) {
  createRoot(element).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
