/** False where the browser did not let us. Pages that are not served over https have only the old way. */
export async function copyText(text: string, field: HTMLInputElement | null): Promise<boolean> {
  // On plain http there is no clipboard, whatever the types say.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard) {
    try {
      await clipboard.writeText(text);
      return true;
    } catch {
      // Refused (no permission, no focus): the old way may still be open.
    }
  }
  field?.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way on plain http
  return field !== null && document.execCommand('copy');
}
