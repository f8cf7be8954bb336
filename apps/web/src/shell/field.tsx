import { useId, type InputHTMLAttributes, type ReactNode } from 'react';

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly help?: string | undefined;
  /** What is wrong with it, in words; takes the place of the help. */
  readonly wrong?: string | undefined;
}

/** One line to fill in: its label above, help or error below. */
export function Field({ label, help, wrong, ...input }: Props): ReactNode {
  const id = useId();
  const below = wrong ?? help;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-line">
        <input
          {...input}
          id={id}
          className="input"
          aria-invalid={wrong === undefined ? undefined : true}
          aria-describedby={below === undefined ? undefined : `${id}-below`}
        />
      </div>
      {below !== undefined && (
        <p id={`${id}-below`} className={wrong === undefined ? 'help' : 'help wrong'}>
          {below}
        </p>
      )}
    </div>
  );
}
