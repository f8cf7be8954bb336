/**
 * What the portal is given of a share on our own server: embedded in the page as
 * `<script type="application/json" id="shared-set">` so that the first picture needs no further request, and
 * the same at `/s/<token>/set.json`. All addresses are relative to the page's own with a slash behind it, so that
 * they hold behind a relay too. No schema library here: the portal has none.
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

/**
 * Why there is no set: never was one, is over, will come as soon as the booth has sent it, or the device behind the
 * relay is not connected at the moment. In place of the set, in the page and as `set.json`.
 */
export const noSetReasons = ['not-found', 'expired', 'not-here-yet', 'away'] as const;
export type NoSetReason = (typeof noSetReasons)[number];
export interface NoSet {
  readonly reason: NoSetReason;
}

/** `undefined` for anything that is not such an answer. */
export function parseNoSet(value: unknown): NoSet | undefined {
  if (typeof value !== 'object' || value === null || !('reason' in value)) return undefined;
  const reason = noSetReasons.find((known) => known === value.reason);
  return reason && { reason };
}

/** What a page holds whose server does not know the set itself (the relay): the set is to be asked for. */
export const askForSet = { ask: 'set.json' } as const;

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
