import {
  SourceError,
  type LastingSource,
  type SourceItem,
  type SourcePart,
} from '@homeroll/core/ports/source';

/** A photo in memory; where only its bytes matter, just the text of them. */
export type Photo = string | PhotoWithMore;

interface PhotoWithMore {
  readonly text: string;
  /** The video of a Live Photo. */
  readonly video?: string;
  /** By the clock on the spot, `2026-06-14T15:30:00`. */
  readonly taken?: string;
  readonly album?: string;
  /** In an album that was left out. */
  readonly unselected?: true;
  readonly fileKey?: string;
  /** Another one stands for another time of the same bytes. */
  readonly touched?: number;
}

/** A folder in memory. `onOpen` may do to it what the world does in mid-read. */
export interface Shelf {
  readonly files: Map<string, Photo>;
  onOpen?: (path: string) => void;
  /** Paths that were read from their beginning, in order; of a video `path/video`. */
  readonly reads: string[];
  /** Paths whose shooting time was asked for. */
  readonly looks: string[];
  readonly source: LastingSource & Required<Pick<LastingSource, 'doubt'>>;
}

export function shelfOf(files: Readonly<Record<string, Photo>>): Shelf {
  const known = new Map<string, string>();
  let judgedBy = '';
  const itemAt = (id: string): SourceItem | undefined => {
    const photo = shelf.files.get(id);
    return photo === undefined ? undefined : itemOf(id, photo);
  };
  const shelf: Shelf = {
    files: new Map(Object.entries(files)),
    reads: [],
    looks: [],
    source: {
      // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
      async *list() {
        const all = [...shelf.files.keys()].map((id) => itemAt(id)!).filter(({ unselected }) => !unselected);
        const items = all.filter((item) => known.get(item.id) !== entryOf(item));
        const learn = (unrecorded: ReadonlySet<string>): void => {
          for (const item of items) if (!unrecorded.has(item.id)) known.set(item.id, entryOf(item));
        };
        yield { items, refused: [], known: learn };
      },
      find: (id) => Promise.resolve(itemAt(id)),
      open: (part, offset) => piecesOf(shelf, part, offset),
      capture(item) {
        shelf.looks.push(item.id);
        const local = withMore(shelf.files.get(item.id)).taken ?? '2026-06-14T12:00:00';
        return Promise.resolve({ local, offsetMinutes: null, source: 'exif' });
      },
      doubt: (id) => void known.delete(id),
      lookAgain: () => undefined,
      settlesIn: () => undefined,
      judgeBy(rules) {
        if (rules !== judgedBy) known.clear();
        judgedBy = rules;
      },
      rest: () => undefined,
    },
  };
  return shelf;
}

function itemOf(id: string, photo: Photo): SourceItem {
  const { text, video, album, unselected, fileKey, touched = 0 } = withMore(photo);
  return {
    ...partOf(id, text, touched),
    ...(video === undefined ? {} : { companion: partOf(`${id}/video`, video, touched) }),
    ...(album === undefined ? {} : { album }),
    ...(unselected === undefined ? {} : { unselected }),
    ...(fileKey === undefined ? {} : { fileKey }),
  };
}

function partOf(id: string, text: string, touched: number): SourcePart {
  const version = `v-${String(touched)}-${text}`;
  return { id, fileName: id, size: text.length, modifiedAt: touched, version };
}

function entryOf({ version, companion }: SourceItem): string {
  return `${version} ${companion?.version ?? ''}`;
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
async function* piecesOf(shelf: Shelf, part: SourcePart, offset: number): AsyncGenerator<Uint8Array> {
  if (offset === 0) shelf.reads.push(part.id);
  shelf.onOpen?.(part.id);
  const [id = ''] = part.id.split('/video');
  const photo = shelf.files.get(id);
  if (photo === undefined) throw new SourceError('vanished', 'gone');
  const { text, video, touched = 0 } = withMore(photo);
  const now = part.id === id ? text : (video ?? '');
  if (partOf(part.id, now, touched).version !== part.version) throw new SourceError('changed', 'other bytes');
  const bytes = Buffer.from(now).subarray(offset);
  for (let at = 0; at < bytes.length; at += 4) yield bytes.subarray(at, at + 4);
}

function withMore(photo: Photo = ''): PhotoWithMore {
  return typeof photo === 'string' ? { text: photo } : photo;
}
