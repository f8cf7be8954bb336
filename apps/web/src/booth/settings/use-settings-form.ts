import { useState } from 'react';
import type { BoothSettingsForm, BoothSettingsMistakes } from '@homeroll/protocol/booth-page';
import { useWords } from '../../words/words.ts';
import { BoothRefusal, fetchForm, saveSettings } from './ask-booth.ts';
import { changeOf, draftOf, type Draft } from './draft.ts';

type Mistakes = BoothSettingsMistakes['mistakes'];
type Saving = 'idle' | 'saving' | 'saved' | { readonly refused: string };

interface SettingsFormState {
  readonly draft: Draft;
  readonly mistakes: Mistakes;
  readonly saving: Saving;
  readonly change: (draft: Draft) => void;
  readonly save: () => Promise<void>;
}

/** What the form holds, and saving it: nothing is saved while something makes no sense. */
export function useSettingsForm(form: BoothSettingsForm): SettingsFormState {
  const say = useWords('booth');
  const [draft, setDraft] = useState<Draft>(() => draftOf(form));
  const [mistakes, setMistakes] = useState<Mistakes>([]);
  const [saving, setSaving] = useState<Saving>('idle');
  const save = async (): Promise<void> => {
    setSaving('saving');
    try {
      const found = await saveSettings(changeOf(draft));
      setMistakes(found);
      if (found.length === 0) setDraft(draftOf(await fetchForm()));
      setSaving(found.length === 0 ? 'saved' : { refused: say('mistakes', { count: found.length }) });
    } catch (error) {
      if (!(error instanceof BoothRefusal)) throw error;
      setSaving({ refused: error.message === '' ? say('no-answer') : error.message });
    }
  };
  const change = (next: Draft): void => {
    setDraft(next);
    setSaving('idle');
  };
  return { draft, mistakes, saving, change, save };
}
