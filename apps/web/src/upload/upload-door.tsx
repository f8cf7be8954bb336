import { useEffect, useState, type ReactNode, type RefObject } from 'react';
import { Icon } from '../look/icon.tsx';
import { useWords } from '../words/words.ts';
import { chosenFiles, droppedFiles, type PickedFile } from './dropped-files.ts';
import './upload.css';

interface Props {
  /** `click()` on it opens the picker of the device. */
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onFiles: (picked: readonly PickedFile[]) => Promise<void>;
}

/**
 * Where files come in: the device's picker, and the whole window for what is dragged. The picker names no types:
 * with them, phones hand over converted copies without the place where a photo was taken.
 */
export function UploadDoor({ input, onFiles }: Props): ReactNode {
  const say = useWords('upload');
  const isOver = useDrop(onFiles);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={say('choose')}
        onChange={({ target }) => {
          if (target.files) void onFiles(chosenFiles(target.files));
          // The same file again is a change too.
          target.value = '';
        }}
      />
      {isOver && (
        <div className="drop-here" aria-hidden="true">
          <p>
            <Icon name="upload" />
            {say('drop-here')}
          </p>
        </div>
      )}
    </>
  );
}

function useDrop(onFiles: Props['onFiles']): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = ({ relatedTarget }: DragEvent): void => {
      if (relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      void droppedFiles(event.dataTransfer).then(onFiles);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [onFiles]);
  return isOver;
}
