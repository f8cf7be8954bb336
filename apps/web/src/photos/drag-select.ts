const holdMs = 450;
/** A finger or a mouse that moved less is still in its place. */
const stillPx = 10;
const edgePx = 64;
const edgeStepPx = 18;

export interface DragSelect {
  readonly grid: HTMLElement;
  readonly scroller: HTMLElement;
  /** The photo under a point of the window, or the nearest. */
  readonly itemAt: (clientX: number, clientY: number) => number | undefined;
  /** True where a mouse that is pressed here and moved selects. */
  readonly mouseSelects: (target: Element) => boolean;
  readonly begin: (item: number) => void;
  readonly extend: (item: number) => void;
  readonly end: () => void;
}

interface Point {
  readonly clientX: number;
  readonly clientY: number;
}

/**
 * Selects by dragging: with a finger after holding it still for a moment, with a mouse at once. Near an edge it scrolls
 * on. Returns what takes the listeners away.
 */
export function listenForDrags(drag: DragSelect): () => void {
  const { grid } = drag;
  const listening = new AbortController();
  const { signal } = listening;
  const dragging = new Drag(drag);
  grid.addEventListener('touchstart', (event) => dragging.touched(event), { passive: true, signal });
  grid.addEventListener('touchmove', (event) => dragging.finger(event), { passive: false, signal });
  grid.addEventListener('touchend', (event) => dragging.lifted(event), { signal });
  grid.addEventListener('touchcancel', () => dragging.stop(), { signal });
  grid.addEventListener('contextmenu', (event) => dragging.menu(event), { signal });
  grid.addEventListener('mousedown', (event) => dragging.pressed(event), { signal });
  window.addEventListener('mousemove', (event) => dragging.mouse(event), { signal });
  window.addEventListener('mouseup', () => dragging.released(), { signal });
  grid.addEventListener('click', (event) => dragging.click(event), { capture: true, signal });
  return () => {
    listening.abort();
    dragging.stop();
  };
}

class Drag {
  readonly #drag: DragSelect;
  #from: { readonly point: Point; readonly item: number; readonly kind: 'touch' | 'mouse' } | undefined;
  #last: number | undefined;
  #selecting = false;
  #swallow = false;
  #at: Point = { clientX: 0, clientY: 0 };
  #hold: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;

  constructor(drag: DragSelect) {
    this.#drag = drag;
  }

  touched({ touches, target }: TouchEvent): void {
    this.stop();
    const point = touches[0];
    if (!point || touches.length > 1 || !tileUnder(target)) return;
    this.#start('touch', point);
    this.#hold = setTimeout(() => this.#begin(), holdMs);
  }

  finger(event: TouchEvent): void {
    const point = event.touches[0];
    if (!point || !this.#from) return;
    if (!this.#selecting) {
      if (this.#movedFrom(point)) this.stop();
      return;
    }
    event.preventDefault();
    this.#to(point);
  }

  lifted(event: TouchEvent): void {
    if (this.#selecting && event.cancelable) event.preventDefault();
    this.stop();
  }

  /** The long press of a phone would open its menu for pictures. */
  menu(event: Event): void {
    if (this.#from?.kind === 'touch') event.preventDefault();
  }

  pressed({ button, target, clientX, clientY, shiftKey }: MouseEvent): void {
    this.#swallow = false;
    const tile = tileUnder(target);
    if (button !== 0 || shiftKey || !tile || !this.#drag.mouseSelects(target as Element)) return;
    this.#start('mouse', { clientX, clientY });
  }

  mouse({ buttons, clientX, clientY }: MouseEvent): void {
    if (this.#from?.kind !== 'mouse') return;
    if (buttons === 0) {
      this.stop();
      return;
    }
    const point = { clientX, clientY };
    if (!this.#selecting && this.#movedFrom(point)) this.#begin();
    if (this.#selecting) this.#to(point);
  }

  released(): void {
    this.#swallow = this.#selecting;
    if (this.#from?.kind === 'mouse') this.stop();
  }

  /** The click that follows a drag is none. */
  click(event: Event): void {
    if (!this.#swallow) return;
    this.#swallow = false;
    event.preventDefault();
    event.stopPropagation();
  }

  stop(): void {
    clearTimeout(this.#hold);
    cancelAnimationFrame(this.#frame);
    this.#from = undefined;
    if (this.#selecting) this.#drag.end();
    this.#selecting = false;
  }

  #start(kind: 'touch' | 'mouse', { clientX, clientY }: Point): void {
    const item = this.#drag.itemAt(clientX, clientY);
    if (item === undefined) return;
    this.#at = { clientX, clientY };
    this.#from = { point: this.#at, item, kind };
  }

  #begin(): void {
    if (!this.#from) return;
    this.#selecting = true;
    this.#last = this.#from.item;
    this.#drag.begin(this.#from.item);
    this.#frame = requestAnimationFrame(() => this.#scrollOn());
  }

  #to({ clientX, clientY }: Point): void {
    this.#at = { clientX, clientY };
    const item = this.#drag.itemAt(clientX, clientY);
    if (item === undefined || item === this.#last) return;
    this.#last = item;
    this.#drag.extend(item);
  }

  #scrollOn(): void {
    const { top, bottom } = this.#drag.scroller.getBoundingClientRect();
    const { clientY } = this.#at;
    const step = clientY < top + edgePx ? -edgeStepPx : clientY > bottom - edgePx ? edgeStepPx : 0;
    if (step !== 0) {
      this.#drag.scroller.scrollBy(0, step);
      this.#to(this.#at);
    }
    this.#frame = requestAnimationFrame(() => this.#scrollOn());
  }

  #movedFrom({ clientX, clientY }: Point): boolean {
    const from = this.#from?.point;
    return from !== undefined && Math.hypot(clientX - from.clientX, clientY - from.clientY) > stillPx;
  }
}

function tileUnder(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest('[data-item]') : null;
}
