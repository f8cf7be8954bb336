/** A file that is there, and that this program may not or cannot read: no mistake of ours. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EIO'].includes(String(error.code));
}
