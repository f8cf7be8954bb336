import { useEffect, type RefObject } from 'react';

/**
 * The key Delete while the dialog is the one on top. Heard for the whole page: where a button that had the focus went
 * (Undo, after it was pressed), nothing within the dialog has it.
 */
export function useDeleteKey(dialog: RefObject<HTMLElement | null>, onDelete: () => void): void {
  useEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      const { key, ctrlKey, metaKey, altKey, target } = event;
      if (key !== 'Delete' || ctrlKey || metaKey || altKey || event.defaultPrevented) return;
      const isBelow = [...document.querySelectorAll('dialog[open]')].some(
        (other) => other !== dialog.current,
      );
      if (isBelow || (target !== document.body && !dialog.current?.contains(target as Node))) return;
      event.preventDefault();
      onDelete();
    };
    document.addEventListener('keydown', heard);
    return () => document.removeEventListener('keydown', heard);
  });
}
