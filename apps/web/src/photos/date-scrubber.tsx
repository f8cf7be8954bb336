import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type ReactNode,
  type RefObject,
} from 'react';
import type { TimelineLayout } from '../timeline/layout.ts';
import { rowAt } from '../timeline/visible-rows.ts';
import { useLanguage, useWords } from '../words/words.ts';
import { monthInWords, yearInWords } from './day-words.ts';
import type { ScrollWindow } from './use-scroll-window.ts';
import './date-scrubber.css';

interface Props {
  readonly layout: TimelineLayout;
  readonly days: readonly number[];
  readonly window: ScrollWindow;
  readonly scroller: RefObject<HTMLElement | null>;
  /** Of the view, in pixels. */
  readonly height: number;
}

/** Years nearer together than this part of the height would overlap. */
const yearDistance = 0.05;
const lingersMs = 1200;

/** The right edge: drag along it to any month. Says month and year while dragged. */
export function DateScrubber({ layout, days, window, scroller, height }: Props): ReactNode {
  const say = useWords('photos');
  const language = useLanguage();
  const [held, setHeld] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useShownWhileMoving(box, scroller);
  const years = useMemo(() => yearsOf(days), [days]);
  if (days.length < 2 || layout.height < height * 2) return null;
  const place = layout.day[rowAt(layout, window.top() + 1)] ?? 0;
  const month = monthInWords(days[place] ?? 0, language);
  const jump = (to: number): void =>
    window.showFrom(to === 0 ? 0 : (layout.top[layout.headingOf[to] ?? 0] ?? 0));
  return (
    <div ref={box} className="scrubber" data-held={held || undefined}>
      <div className="scrubber-track" style={{ height }}>
        {years.map(({ year, at }) => (
          <span key={year} className="scrubber-year" aria-hidden="true" style={placed(at)}>
            {year}
          </span>
        ))}
        <span className="scrubber-month" aria-hidden="true" style={placed(place / (days.length - 1))}>
          {month}
        </span>
        <input
          type="range"
          className="scrubber-slider"
          min={0}
          max={days.length - 1}
          value={place}
          aria-label={say('scrubber')}
          aria-valuetext={month}
          aria-orientation="vertical"
          onChange={(event) => jump(Number(event.target.value))}
          onPointerDown={() => setHeld(true)}
          onPointerUp={() => setHeld(false)}
          onPointerCancel={() => setHeld(false)}
          onBlur={() => setHeld(false)}
        />
      </div>
    </div>
  );
}

/** Marks the scrubber while the page scrolls and a little longer; without React, for it happens in every frame. */
function useShownWhileMoving(
  box: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onScroll = (): void => {
      box.current?.setAttribute('data-moving', '');
      clearTimeout(timer);
      timer = setTimeout(() => box.current?.removeAttribute('data-moving'), lingersMs);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      element.removeEventListener('scroll', onScroll);
    };
  }, [box, scroller]);
}

/** Where each year begins, as a part of all days. */
function yearsOf(days: readonly number[]): readonly { readonly year: string; readonly at: number }[] {
  const years: { year: string; at: number }[] = [];
  let before = '';
  days.forEach((day, place) => {
    const year = yearInWords(day);
    const at = place / (days.length - 1);
    const clear = at - (years.at(-1)?.at ?? -1) >= yearDistance;
    if (year !== before && clear) years.push({ year, at });
    before = year;
  });
  return years;
}

/** `at`: 0 at the top, 1 at the bottom. The slider's thumb keeps within its own height. */
function placed(at: number): CSSProperties {
  return { top: `calc(var(--target) / 2 + (100% - var(--target)) * ${at.toFixed(4)})` };
}
