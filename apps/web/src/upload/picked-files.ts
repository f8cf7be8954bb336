import { SourceError, type Source, type SourceItem } from '@homeroll/core/ports/source';
import type { PickedFile } from './dropped-files.ts';

const pieceBytes = 1024 * 1024;

export interface PickedFiles extends Source {
  add(picked: readonly PickedFile[]): void;
  nameOf(id: string): string;
  ids(): readonly string[];
}

/** What a person picked or dropped here. Picking the same file again is no second item. */
export function pickedFiles(): PickedFiles {
  const files = new Map<string, PickedFile>();
  return {
    add(picked) {
      for (const one of picked) files.set(idOf(one), one);
    },
    nameOf: (id) => files.get(id)?.file.name ?? id,
    ids: () => [...files.keys()],
    // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
    async *list() {
      const all = [...files].map(([id, picked]) => itemOf(id, picked));
      yield {
        items: all.filter(({ size }) => size > 0),
        refused: all.filter(({ size }) => size === 0).map(({ id }) => ({ id, fault: 'empty' as const })),
        known: () => undefined,
      };
    },
    find(id) {
      const picked = files.get(id);
      return Promise.resolve(picked && itemOf(id, picked));
    },
    open(item, offset) {
      const picked = files.get(item.id);
      if (!picked) throw new SourceError('vanished', 'the file was not picked here');
      return piecesOf(picked.file, offset);
    },
  };
}

/** Slices, because streams of files cannot be looped over in every browser. */
async function* piecesOf(file: File, offset: number): AsyncGenerator<Uint8Array> {
  for (let start = offset; start < file.size; start += pieceBytes) {
    yield await bytesOf(file.slice(start, start + pieceBytes));
  }
}

/** A browser refuses with `NotFoundError` or `NotReadableError` where the file went away or was changed. */
async function bytesOf(slice: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await slice.arrayBuffer());
  } catch (cause) {
    const isGone = cause instanceof DOMException && cause.name === 'NotFoundError';
    const fault = isGone ? 'vanished' : 'unreadable';
    throw new SourceError(fault, 'the browser could not read the file', cause);
  }
}

function itemOf(id: string, { file, album }: PickedFile): SourceItem {
  return {
    id,
    fileName: file.name,
    size: file.size,
    modifiedAt: file.lastModified,
    version: `${String(file.size)}/${String(file.lastModified)}`,
    ...(album === undefined ? {} : { album }),
  };
}

/** A browser tells no path of a picked file; name, size and time together are as good as one. */
function idOf({ file, album }: PickedFile): string {
  return [album ?? '', file.name, String(file.size), String(file.lastModified)].join('/');
}
