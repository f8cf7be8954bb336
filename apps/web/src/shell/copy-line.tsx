import { useRef, useState, type ReactNode } from 'react';
import { Icon } from '../look/icon.tsx';
import { copyText } from './copy-text.ts';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly words: { readonly copy: string; readonly copied: string };
}

/** Something to pass on: to read, to select, and to copy with one button. */
export function CopyLine({ label, value, words }: Props): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => setCopied(await copyText(value, field.current));
  return (
    <div className="field-line">
      <input
        ref={field}
        className="input copied"
        aria-label={label}
        readOnly
        value={value}
        onFocus={({ target }) => target.select()}
      />
      <button type="button" className="button" onClick={() => void copy()}>
        <Icon name={copied ? 'check' : 'copy'} />
        <span aria-live="polite">{copied ? words.copied : words.copy}</span>
      </button>
    </div>
  );
}
