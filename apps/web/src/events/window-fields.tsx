import { useId, useMemo, type ReactNode } from 'react';
import { Field } from '../shell/field.tsx';
import { useWords } from '../words/words.ts';
import { fieldFrom, wallClockFrom } from './event-times.ts';

/** The window as the fields have it: empty where nothing is filled in. */
export interface WrittenWindow {
  readonly start: string;
  readonly end: string;
  readonly endless: boolean;
  readonly timeZone: string;
}

interface Props {
  readonly window: WrittenWindow;
  readonly onWindow: (window: WrittenWindow) => void;
  /** Whether somebody wanted to save already: only then what is missing is said. */
  readonly asked: boolean;
}

export function WindowFields({ window, onWindow, asked }: Props): ReactNode {
  const say = useWords('events');
  const { start, end, endless } = window;
  return (
    <>
      <div className="event-window">
        <Field
          label={say('start-label')}
          wrong={asked && start === '' ? say('start-empty') : undefined}
          type="datetime-local"
          max="9999-12-31T23:59"
          value={fieldFrom(start)}
          onChange={({ target }) => onWindow({ ...window, start: wallClockFrom(target.value) })}
        />
        {!endless && (
          <Field
            label={say('end-label')}
            wrong={wrongEnd(window, asked) && say(wrongEnd(window, asked) ?? 'end-early')}
            type="datetime-local"
            max="9999-12-31T23:59"
            value={fieldFrom(end)}
            onChange={({ target }) => onWindow({ ...window, end: wallClockFrom(target.value) })}
          />
        )}
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={endless}
          onChange={({ target }) => onWindow({ ...window, endless: target.checked })}
        />
        {say('endless')}
      </label>
      <ZoneField window={window} onWindow={onWindow} />
    </>
  );
}

/** An end before the start is said at once, an end that is missing not before it is needed. */
function wrongEnd({ start, end }: WrittenWindow, asked: boolean): 'end-early' | 'end-empty' | undefined {
  if (end === '') return asked ? 'end-empty' : undefined;
  return start !== '' && end <= start ? 'end-early' : undefined;
}

function ZoneField({ window, onWindow }: Omit<Props, 'asked'>): ReactNode {
  const say = useWords('events');
  const id = useId();
  const { timeZone } = window;
  const zones = useMemo(() => {
    const known = Intl.supportedValuesOf('timeZone');
    return known.includes(timeZone) ? known : [timeZone, ...known];
  }, [timeZone]);
  return (
    <div className="field">
      <label htmlFor={id}>{say('zone-label')}</label>
      <select
        id={id}
        className="input"
        value={timeZone}
        aria-describedby={`${id}-below`}
        onChange={({ target }) => onWindow({ ...window, timeZone: target.value })}
      >
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll('_', ' ')}
          </option>
        ))}
      </select>
      <p id={`${id}-below`} className="help">
        {say('zone-help')}
      </p>
    </div>
  );
}
