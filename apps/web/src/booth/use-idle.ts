import { useEffect, useEffectEvent } from 'react';

/** Calls back when nobody touched the screen for so many milliseconds. */
export function useIdle(milliseconds: number, then: () => void): void {
  const onIdle = useEffectEvent(then);
  useEffect(() => {
    let timer = window.setTimeout(onIdle, milliseconds);
    const touched = (): void => {
      window.clearTimeout(timer);
      timer = window.setTimeout(onIdle, milliseconds);
    };
    const signs = ['pointerdown', 'keydown', 'wheel'] as const;
    for (const sign of signs) document.addEventListener(sign, touched, { passive: true });
    return () => {
      window.clearTimeout(timer);
      for (const sign of signs) document.removeEventListener(sign, touched);
    };
  }, [milliseconds]);
}
