import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from 'react';
import { useWords } from '../words/words.ts';

export interface Toast {
  readonly text: string;
  /** Takes back what just happened. */
  readonly undo?: () => void;
}

interface ShownToast extends Toast {
  readonly number: number;
}

const ShowToast = createContext<(toast: Toast) => void>(() => undefined);
const staysMs = 8000;

/** Says in passing what happened. One at a time; the next takes the place of the last. */
export function useToast(): (toast: Toast) => void {
  return useContext(ShowToast);
}

export function Toasts({ children }: { readonly children: ReactNode }): ReactNode {
  const [toast, setToast] = useState<ShownToast>();
  const show = useCallback(
    (next: Toast) => setToast((last) => ({ ...next, number: (last?.number ?? 0) + 1 })),
    [],
  );
  return (
    <ShowToast value={show}>
      {children}
      <div className="toasts" role="status">
        {toast && <ToastCard key={toast.number} toast={toast} onDone={() => setToast(undefined)} />}
      </div>
    </ShowToast>
  );
}

interface CardProps {
  readonly toast: Toast;
  readonly onDone: () => void;
}

function ToastCard({ toast, onDone }: CardProps): ReactNode {
  const say = useWords('shell');
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(onDone, staysMs);
    return () => clearTimeout(timer);
  }, [held, onDone]);
  const { text, undo } = toast;
  return (
    <div
      className="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{text}</span>
      {undo && (
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            undo();
            onDone();
          }}
        >
          {say('undo')}
        </button>
      )}
    </div>
  );
}
