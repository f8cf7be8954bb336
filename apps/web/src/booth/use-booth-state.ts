import { useEffect, useState } from 'react';
import { boothPageRoutes, boothStateSchema, type BoothState } from '@homeroll/protocol/booth-page';

interface Seen {
  /** The last state that was heard of. */
  readonly state: BoothState | undefined;
  /** Whether the booth's program answers. */
  readonly isConnected: boolean;
}

/** Milliseconds without an answer after which that is said. */
const patience = 4000;

/** The booth's state, as it changes. */
export function useBoothState(): Seen {
  const [state, setState] = useState<BoothState>();
  const [isConnected, setConnected] = useState(true);
  useEffect(() => {
    let timer = 0;
    const events = new EventSource(boothPageRoutes.state);
    events.addEventListener('state', (event: MessageEvent<string>) => {
      window.clearTimeout(timer);
      setConnected(true);
      setState(boothStateSchema.parse(JSON.parse(event.data)));
    });
    events.addEventListener('open', () => window.clearTimeout(timer));
    // It connects again by itself, for ever.
    events.addEventListener('error', () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setConnected(false), patience);
    });
    return () => {
      window.clearTimeout(timer);
      events.close();
    };
  }, []);
  return { state, isConnected };
}
