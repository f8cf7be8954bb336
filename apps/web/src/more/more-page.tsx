import { useMutation } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import { useEndSession, useServerInfo, useSession } from '../account/session.ts';
import { Icon, type IconName } from '../look/icon.tsx';
import { chosenTheme, chooseTheme, themes, type Theme } from '../look/theme.ts';
import { useProblemWords } from '../server/use-problem-words.ts';
import { useToast } from '../shell/toasts.tsx';
import { chooseLanguage } from '../words/language-choice.ts';
import { languages, useLanguage, useWords, type Language } from '../words/words.ts';
import './more.css';

/** What is not photos: devices, how it looks and speaks, and the way out. */
export default function MorePage(): ReactNode {
  const say = useWords('more');
  const info = useServerInfo();
  return (
    <div className="page">
      <div className="page-body">
        <h1>{say('title')}</h1>
        <nav className="more-links" aria-label={say('title')}>
          <MoreLink place="events" icon="calendar" />
          <MoreLink place="tags" icon="tag" />
          <MoreLink place="devices" icon="device" />
          <MoreLink place="trash" icon="bin" />
        </nav>
        <LanguageChoice />
        <ThemeChoice />
        <Account />
        {info.data && <p className="help">{say('version', { version: info.data.version })}</p>}
      </div>
    </div>
  );
}

interface LinkProps {
  readonly place: 'events' | 'tags' | 'devices' | 'trash';
  readonly icon: IconName;
}

function MoreLink({ place, icon }: LinkProps): ReactNode {
  const say = useWords('more');
  return (
    <a className="more-link" href={`#${place}`}>
      <Icon name={icon} />
      <span>
        <strong>{say(place)}</strong>
        <span className="help">{say(`${place}-help`)}</span>
      </span>
      <Icon name="forward" />
    </a>
  );
}

const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

function LanguageChoice(): ReactNode {
  const say = useWords('more');
  const spoken = useLanguage();
  const choices = languages.map((value) => ({ value, label: languageNames[value] }));
  const choose = (value: Language): void => void chooseLanguage(value);
  return <Choice label={say('language')} choices={choices} value={spoken} onChoice={choose} />;
}

function ThemeChoice(): ReactNode {
  const say = useWords('more');
  const [chosen, setChosen] = useState(chosenTheme);
  const choices = themes.map((value) => ({ value, label: say(`theme-${value}`) }));
  const choose = (value: Theme): void => {
    chooseTheme(value);
    setChosen(value);
  };
  return <Choice label={say('theme')} choices={choices} value={chosen} onChoice={choose} />;
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChoice: (value: Value) => void;
}

function Choice<Value extends string>({ label, choices, value, onChoice }: ChoiceProps<Value>): ReactNode {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <div className="choice-line">
        {choices.map((choice) => (
          <label key={choice.value} className="choice-one">
            <input
              type="radio"
              name={name}
              checked={choice.value === value}
              onChange={() => onChoice(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Account(): ReactNode {
  const say = useWords('more');
  const sayProblem = useProblemWords();
  const show = useToast();
  const session = useSession();
  const end = useEndSession();
  const leave = useMutation({
    mutationFn: end,
    onSuccess: () => history.replaceState(null, '', location.pathname),
    onError: (error) => show({ text: sayProblem(error) }),
  });
  return (
    <div className="more-account">
      <p>{say('signed-in', { user: session.data?.user ?? '' })}</p>
      <button type="button" className="button" aria-disabled={leave.isPending} onClick={() => leave.mutate()}>
        {say('sign-out')}
      </button>
    </div>
  );
}
