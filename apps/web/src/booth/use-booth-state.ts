import { useEffect, useState } from 'react';
import { boothPageRoutes, boothStateSchema, type BoothState } from '@homeroll/protocol/booth-page';

interface Seen {
  /** The last state that was heard of. */
  readonly state: BoothState | undefined;
  /** Whether the booth's program answers. */
  readonly isConnected: boolean;
  /** How often it was reached: what could not be shown meanwhile is asked for anew. */
  readonly connections: number;
}

/** Milliseconds without an answer after which that is said. */
const patience = 4000;

/** The booth's state, as it changes. */
export function useBoothState(): Seen {
  const [state, setState] = useState<BoothState>();
  const [isConnected, setConnected] = useState(true);
  const [connections, setConnections] = useState(0);
  useEffect(() => {
    let timer: number | undefined;
    const answered = (): void => {
      window.clearTimeout(timer);
      timer = undefined;
      setConnected(true);
    };
    const events = new EventSource(boothPageRoutes.state);
    events.addEventListener('state', (event: MessageEvent<string>) => {
      answered();
      setState(boothStateSchema.parse(JSON.parse(event.data)));
    });
    events.addEventListener('open', () => {
      answered();
      setConnections((before) => before + 1);
    });
    // It connects again by itself, for ever, and tells of each time that was in vain.
    events.addEventListener('error', () => {
      timer ??= window.setTimeout(() => setConnected(false), patience);
    });
    return () => {
      window.clearTimeout(timer);
      events.close();
    };
  }, []);
  return { state, isConnected, connections };
}
