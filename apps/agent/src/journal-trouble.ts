/** A state folder that cannot be made, or a journal that cannot be opened or written. */
export function isJournalTrouble(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return (
    error.code === 'ERR_SQLITE_ERROR' || ['EACCES', 'EROFS', 'ENOSPC', 'ENOTDIR'].includes(String(error.code))
  );
}
