import type { LayoutRules } from '../timeline/layout.ts';

const narrowWindow = 600;

/** How photos are set in a box of this width (CSS pixels): smaller rows on a phone. */
export function gridRules(width: number): LayoutRules {
  const narrow = width < narrowWindow;
  return { width, rowHeight: narrow ? 120 : 220, headerHeight: narrow ? 52 : 60, gap: 4 };
}
