import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Items } from '../catalog/items.ts';
import type { ItemRow } from '../catalog/item-row.ts';
import type { DerivedState } from '../catalog/schema.ts';

export type PictureSize = 'thumb' | 'preview';

/** What came of making the smaller pictures of an item. */
export interface MadePictures {
  readonly outcome: 'made' | 'not-viewable';
  /** Main colour, 0 to 255 each. */
  readonly colour: readonly [number, number, number] | null;
  /** Pixels as seen; null where the picture cannot be read. */
  readonly width: number | null;
  readonly height: number | null;
}

export interface PictureParts {
  readonly items: Items;
  readonly library: string;
  readonly derived: string;
  readonly make: (
    source: { readonly path: string; readonly mediaType: string },
    target: Readonly<Record<PictureSize, string>>,
    urgency: 'asked-for' | 'background',
  ) => Promise<MadePictures>;
  /** Told when an item's size, colour or state changed, with its day. */
  readonly changed: (day: number) => void;
}

/** The smaller pictures that screens show: made when first asked for, and in the background for the rest. */
export class Pictures {
  readonly #parts: PictureParts;
  readonly #making = new Map<string, Promise<DerivedState>>();

  constructor(parts: PictureParts) {
    this.#parts = parts;
  }

  /** Path of the picture; `undefined` where the original cannot be shown. */
  async path(item: ItemRow, size: PictureSize): Promise<string | undefined> {
    if (item.derived === 'not-viewable') return undefined;
    const path = this.#path(item, size);
    if (item.derived === 'made' && (await exists(path))) return path;
    return (await this.make(item, 'asked-for')) === 'made' ? path : undefined;
  }

  /** Makes both sizes, once at a time for one photo, and notes in the catalog what came of it. */
  make(item: ItemRow, urgency: 'asked-for' | 'background'): Promise<DerivedState> {
    const underWay = this.#making.get(item.hash);
    if (underWay) return underWay;
    const making = this.#make(item, urgency).finally(() => this.#making.delete(item.hash));
    this.#making.set(item.hash, making);
    return making;
  }

  /** Removes both sizes. */
  async forget(hash: string): Promise<void> {
    await this.#making.get(hash)?.catch(() => undefined);
    for (const size of ['thumb', 'preview'] as const) await rm(this.#path({ hash }, size), { force: true });
  }

  /** Path of a picture of what is in the trash; none is made there. */
  async pathIfMade(item: ItemRow, size: PictureSize): Promise<string | undefined> {
    const path = this.#path(item, size);
    return item.derived === 'made' && (await exists(path)) ? path : undefined;
  }

  async #make(item: ItemRow, urgency: 'asked-for' | 'background'): Promise<DerivedState> {
    const target = { thumb: this.#path(item, 'thumb'), preview: this.#path(item, 'preview') };
    await mkdir(dirname(target.thumb), { recursive: true });
    const source = { path: join(this.#parts.library, item.path), mediaType: item.media_type };
    const made = await this.#parts.make(source, target, urgency);
    await this.#parts.items.change(item.id, {
      derived: made.outcome,
      colour: colourBits(made.colour),
      ...(made.width === null || made.height === null ? {} : { width: made.width, height: made.height }),
    });
    this.#parts.changed(item.day);
    return made.outcome;
  }

  #path({ hash }: { readonly hash: string }, size: PictureSize): string {
    return join(this.#parts.derived, hash.slice(0, 2), `${hash}.${size}.webp`);
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** 5 bits red, 6 green, 5 blue, as the timeline carries it; 0 means unknown, so black is nearly black. */
function colourBits(colour: MadePictures['colour']): number {
  if (!colour) return 0;
  const [red, green, blue] = colour;
  return Math.max(1, ((red >> 3) << 11) | ((green >> 2) << 5) | (blue >> 3));
}
