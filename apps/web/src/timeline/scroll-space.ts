/**
 * Browsers cut elements that are too tall (Chromium at 33.5 million pixels, Firefox at about 17.9). A longer
 * timeline is shown through a shorter content: a row at `y` of the layout stands at `y - offset`, and the offset is
 * chosen anew when scrolling comes near an end of the content.
 */
export interface ScrollSpace {
  readonly layoutHeight: number;
  readonly viewHeight: number;
  /** Height to give the scrolled element. */
  readonly contentHeight: number;
  readonly offset: number;
}

const tallest = 8_000_000;
/** The part of the content at either end in which it is centred again. */
const outer = 0.1;

export function scrollSpace(layoutHeight: number, viewHeight: number, offset = 0): ScrollSpace {
  const contentHeight = Math.min(layoutHeight, tallest);
  return {
    layoutHeight,
    viewHeight,
    contentHeight,
    offset: Math.max(0, Math.min(offset, layoutHeight - contentHeight)),
  };
}

/** The space and the scroll position that show the layout from `y` on. */
export function showing(
  space: ScrollSpace,
  y: number,
): { readonly space: ScrollSpace; readonly scrollTop: number } {
  const { layoutHeight, viewHeight, contentHeight } = space;
  const top = Math.max(0, Math.min(y, layoutHeight - viewHeight));
  const scrollTop = top - space.offset;
  if (scrollTop >= 0 && scrollTop <= contentHeight - viewHeight && !nearEnd(space, scrollTop))
    return { space, scrollTop };
  const centred = scrollSpace(layoutHeight, viewHeight, Math.round(top - contentHeight / 2));
  return { space: centred, scrollTop: Math.max(0, top - centred.offset) };
}

/** True where the content ends soon although the timeline goes on. */
export function nearEnd({ layoutHeight, contentHeight, offset }: ScrollSpace, scrollTop: number): boolean {
  if (scrollTop < contentHeight * outer) return offset > 0;
  return scrollTop > contentHeight * (1 - outer) && offset + contentHeight < layoutHeight;
}
