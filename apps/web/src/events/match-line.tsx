import { useEffect, useState, type ReactNode } from 'react';
import type { EventDraft } from '@homeroll/protocol/events';
import { useWords } from '../words/words.ts';
import { useMatches } from './use-events.ts';

const stillMs = 300;

/** How many photos of the library match, asked once the writing rests for a moment. */
export function MatchLine({ draft }: { readonly draft: EventDraft | undefined }): ReactNode {
  const say = useWords('events');
  const count = useMatches(useRested(draft));
  const words = count === 0 ? say('matches-none') : say('matches', { count: count ?? 0 });
  return (
    <div className="match-line">
      <p role="status">{draft && count !== undefined ? words : ''}</p>
      <p className="help">{say('matches-help')}</p>
    </div>
  );
}

/** The value as it was when it last stayed the same for a moment. */
function useRested<Value>(value: Value): Value {
  const text = JSON.stringify(value);
  const [rested, setRested] = useState({ value, text });
  useEffect(() => {
    const timer = setTimeout(() => setRested({ value, text }), stillMs);
    return () => clearTimeout(timer);
    // The text stands for the value, which is made anew each time it is drawn.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text]);
  return rested.value;
}
