import { isForeignFolder, isMediaName } from '@homeroll/core/photo/media-names';

export interface PickedFile {
  readonly file: File;
  /** The folder it lay in, where a folder was picked. */
  readonly album?: string;
}

/** From a field of type `file`. */
export function chosenFiles(files: FileList): PickedFile[] {
  return [...files].map((file) => ({ file }));
}

/**
 * Files that are dropped are taken as they are; of dropped folders the photos and videos, at any depth. Entries
 * must be taken out of the event before anything is awaited: the browser empties it then.
 */
export async function droppedFiles(dropped: DataTransfer): Promise<PickedFile[]> {
  const entries = [...dropped.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return chosenFiles(dropped.files);
  const found = await Promise.all(entries.map((entry) => filesIn(entry, undefined)));
  return found.flat();
}

async function filesIn(entry: FileSystemEntry, album: string | undefined): Promise<PickedFile[]> {
  if (isFile(entry)) {
    if (album !== undefined && !isMediaName(entry.name)) return [];
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ file, ...(album === undefined ? {} : { album }) }];
  }
  if (!isFolder(entry) || isForeignFolder(entry.name)) return [];
  const found: PickedFile[] = [];
  for (const each of await entriesOf(entry)) found.push(...(await filesIn(each, entry.name)));
  return found;
}

/** A reader gives at most a hundred entries at a time; an empty answer is the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
