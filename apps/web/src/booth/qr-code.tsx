import { encode } from 'uqr';
import { useMemo, type ReactNode } from 'react';

interface Props {
  /** What a phone reads in it. */
  readonly text: string;
  /** What it is, for who cannot see it. */
  readonly label: string;
}

/** Quiet zone, in modules (ISO/IEC 18004). */
const border = 4;

/** A code as a real vector, black on white in the dark too: one path, sharp at any size. */
export function QrCode({ text, label }: Props): ReactNode {
  const { size, path } = useMemo(() => drawn(text), [text]);
  return (
    <svg
      className="booth-code"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} className="booth-code-ground" />
      <path d={path} className="booth-code-modules" />
    </svg>
  );
}

/** Error level M: a reflection on the screen may hide 15 % of it. */
function drawn(text: string): { readonly size: number; readonly path: string } {
  const { data, size } = encode(text, { ecc: 'M', border });
  const rows = data.map((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')).join(''));
  return { size, path: rows.join('') };
}
