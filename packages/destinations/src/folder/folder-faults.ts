import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';

const faults: Readonly<Record<string, readonly [DestinationFault, string]>> = {
  ENOSPC: ['disk-full', 'The disk is full. Make room on it.'],
  EDQUOT: ['disk-full', 'The quota on this disk is used up. Make room on it.'],
  EACCES: ['forbidden', 'The folder may not be written or read. Check its rights.'],
  EPERM: ['forbidden', 'The folder may not be written or read. Check its rights.'],
  EROFS: ['forbidden', 'The disk is mounted for reading only. Mount it for writing.'],
  EFBIG: ['too-large', 'The file is larger than this disk can hold (4 GB where it is FAT32).'],
  ENAMETOOLONG: ['bad-request', 'The name is too long for this disk.'],
  EILSEQ: ['bad-request', 'This disk cannot write the name.'],
  EINVAL: ['bad-request', 'This disk cannot write the name.'],
  EISDIR: ['conflict', 'There is a folder of this name.'],
  EEXIST: ['conflict', 'There is a file where a folder is needed.'],
  ENOTDIR: ['conflict', 'There is a file where a folder is needed.'],
  ENOTEMPTY: ['conflict', 'There is a folder of this name.'],
  ENOENT: ['unavailable', 'The folder vanished. Is the disk still plugged in?'],
  EIO: ['unavailable', 'The disk does not answer. Is it still plugged in?'],
  ENODEV: ['unavailable', 'The disk does not answer. Is it still plugged in?'],
  ENXIO: ['unavailable', 'The disk does not answer. Is it still plugged in?'],
  ESTALE: ['unavailable', 'The share was lost. Is the NAS on?'],
  EHOSTDOWN: ['unavailable', 'The share does not answer. Is the NAS on?'],
  EHOSTUNREACH: ['unavailable', 'The share does not answer. Is the NAS on?'],
  ETIMEDOUT: ['timeout', 'The share does not answer. Is the NAS on?'],
  ELOOP: ['forbidden', 'There is a link, and links are not followed out of the folder.'],
};

/** Whether a call of the file system failed with one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** An error of the file system in the words of the port; any other as it is. */
export function folderFault(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  const [fault, words] = faults[String(error.code)] ?? [];
  return fault === undefined || words === undefined
    ? error
    : new DestinationError(fault, words, { cause: error });
}
