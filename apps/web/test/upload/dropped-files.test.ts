import { describe, expect, it } from 'vitest';
import { droppedFiles } from '@homeroll/web/upload/dropped-files';

type Tree = { readonly [name: string]: string | Tree };

/** What a browser hands over for a dropped file or folder; a reader gives two entries at a time. */
function entry(name: string, content: string | Tree): FileSystemEntry {
  if (typeof content === 'string') {
    const file = (done: (file: File) => void): void => done(new File([content], name));
    return { isFile: true, isDirectory: false, name, file } as unknown as FileSystemEntry;
  }
  const createReader = () => {
    const rest = Object.entries(content).map(([each, inner]) => entry(each, inner));
    return { readEntries: (done: (some: FileSystemEntry[]) => void) => done(rest.splice(0, 2)) };
  };
  return { isFile: false, isDirectory: true, name, createReader } as unknown as FileSystemEntry;
}

function dropped(tree: Tree): DataTransfer {
  const items = Object.entries(tree).map(([name, content]) => ({
    webkitGetAsEntry: () => entry(name, content),
  }));
  return { items, files: [] } as unknown as DataTransfer;
}

describe('what is dropped', () => {
  it('is all files as they are, and of folders the photos and videos at any depth, with their folder', async () => {
    const found = await droppedFiles(
      dropped({
        'notes.txt': 'taken, because it was dropped itself',
        Lake: {
          'a.jpg': '1',
          'b.HEIC': '2',
          'film.mov': '3',
          'Thumbs.db': 'x',
          '.hidden.jpg': 'x',
          '@eaDir': { 'a.jpg': 'x' },
          Evening: { 'c.jpg': '4' },
        },
      }),
    );
    expect(found.map(({ file, album }) => [file.name, album])).toEqual([
      ['notes.txt', undefined],
      ['a.jpg', 'Lake'],
      ['b.HEIC', 'Lake'],
      ['film.mov', 'Lake'],
      ['c.jpg', 'Evening'],
    ]);
  });
});
