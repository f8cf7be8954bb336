import type { ReactNode } from 'react';
import type { BoothTrouble } from '@homeroll/protocol/booth-page';
import { useLanguage } from '../words/words.ts';
import { germanTrouble } from './trouble-words.ts';

/** What is wrong in the page's language; what the program says in English stands below, for who can help. */
export function TroubleText({ trouble: { fault, words } }: { readonly trouble: BoothTrouble }): ReactNode {
  if (useLanguage() === 'en') return sentence(words);
  return (
    <>
      {germanTrouble[fault]}
      <span lang="en" className="booth-said">
        {sentence(words)}
      </span>
    </>
  );
}

/** Quoted words begin small and end without a stop. */
function sentence(words: string): string {
  const begun = words.slice(0, 1).toUpperCase() + words.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
