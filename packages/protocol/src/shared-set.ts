/**
 * What the portal is given of a share on our own server: embedded in the page as
 * `<script type="application/json" id="shared-set">` so that the first picture needs no further request, and
 * the same at `/s/<token>/set.json`. All addresses are paths on the page's own host.
 * No schema library here: the portal has none.
 */
export interface SharedSet {
  readonly title: string | null;
  readonly items: readonly SharedItem[];
  /** Milliseconds since 1970, or null. */
  readonly expiresAt: number | null;
  /** Address of a ZIP with all of it; null for a single item. */
  readonly zip: string | null;
}

export interface SharedItem {
  readonly fileName: string;
  readonly mediaType: string;
  readonly size: number;
  readonly width: number | null;
  readonly height: number | null;
  /** The original, byte for byte. */
  readonly file: string;
  /** What a browser can show (a preview for HEIC and RAW, the file itself for the rest). */
  readonly view: string;
  readonly thumb: string;
}

/** `undefined` for anything that is not such a set; the portal then says that the link is broken. */
export function parseSharedSet(value: unknown): SharedSet | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { title, items, expiresAt, zip } = value as Record<string, unknown>;
  if (!Array.isArray(items) || !items.every(isSharedItem)) return undefined;
  return {
    title: typeof title === 'string' ? title : null,
    items,
    expiresAt: typeof expiresAt === 'number' ? expiresAt : null,
    zip: typeof zip === 'string' ? zip : null,
  };
}

function isSharedItem(value: unknown): value is SharedItem {
  if (typeof value !== 'object' || value === null) return false;
  const item = value as Record<string, unknown>;
  return (
    ['fileName', 'mediaType', 'file', 'view', 'thumb'].every((field) => typeof item[field] === 'string') &&
    typeof item['size'] === 'number'
  );
}
