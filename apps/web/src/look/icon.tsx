import type { ReactNode } from 'react';

/** Drawn by hand on a grid of 24, stroke 1.75, the colour of the text beside them. */
const paths = {
  photos: 'M4 5h16v14H4zM4 16l4.5-4.5 3.5 3.5 3-3 5 5M15.5 9h.01',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  more: 'M4.5 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0M17.5 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0',
  upload: 'M12 16V5M7 9.5 12 4.5l5 5M5 19.5h14',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5 10 17.5 19 7',
  equals: 'M6 9.5h12M6 14.5h12',
  exclamation: 'M12 5.5v8M12 18h.01',
  copy: 'M9 9h10v10H9zM15 5H5v10',
  bin: 'M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7',
  device: 'M8 3.5h8v17H8zM11.5 17.5h1',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  save: 'M12 4v11M7 10.5l5 5 5-5M5 19.5h14',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8.5 3.5v5M15.5 3.5v5',
  tag: 'M12.5 4H20v7.5L11.5 20 4 12.5zM16 8h.01',
  info: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 11v5M12 8h.01',
} as const;

export type IconName = keyof typeof paths;

/** A sign beside words that say the same; hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
