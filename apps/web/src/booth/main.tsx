import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../look/tokens.css';
import '../look/base.css';
import { chosenTheme, showTheme } from '../look/theme.ts';
import { chosenLanguage, showLanguage } from '../words/language-choice.ts';
import { startWords } from '../words/words.ts';
import { BoothApp } from './booth-app.tsx';
import './booth.css';

showTheme(chosenTheme());
const language = chosenLanguage();
showLanguage(language);
await startWords(language);

// Guests stand before this screen: a long press shows them nothing that leads out of it.
document.addEventListener('contextmenu', (event) => {
  if (!(event.target instanceof HTMLInputElement)) event.preventDefault();
});
document.addEventListener('dragstart', (event) => event.preventDefault());

const element = document.getElementById('booth');
if (element) {
  createRoot(element).render(
    <StrictMode>
      <BoothApp />
    </StrictMode>,
  );
}
