import { useId, type ReactNode } from 'react';
import { Icon } from '../look/icon.tsx';
import { useWords } from '../words/words.ts';
import { useModal } from './use-modal.ts';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog: a sheet from below on a phone, a card in the middle of a desk. Escape and a click beside it close it. */
export function Sheet({ title, onClose, children }: Props): ReactNode {
  const say = useWords('shell');
  const id = useId();
  const dialog = useModal();
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={({ target }) => {
        if (target === dialog.current) onClose();
      }}
    >
      <div className="sheet-body">
        <header className="sheet-head">
          <h2 id={id}>{title}</h2>
          <button type="button" className="button quiet round" aria-label={say('close')} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
