import { useEffect, type ReactNode } from 'react';
import { Icon, type IconName } from '../look/icon.tsx';
import { useWords } from '../words/words.ts';
import type { Place } from './place.ts';

const entries: readonly { place: 'photos' | 'shares' | 'more'; icon: IconName }[] = [
  { place: 'photos', icon: 'photos' },
  { place: 'shares', icon: 'link' },
  { place: 'more', icon: 'more' },
];

/** A bar at the bottom of a phone, a rail at the left of a desk. */
export function Nav({ place }: { readonly place: Place }): ReactNode {
  const say = useWords('shell');
  const shown = entries.find((entry) => entry.place === place)?.place ?? 'more';
  const title = say(shown);
  useEffect(() => {
    document.title = `${title} · Homeroll`;
  }, [title]);
  return (
    <nav className="nav" aria-label={say('places')}>
      {entries.map(({ place: target, icon }) => (
        <a
          key={target}
          href={`#${target}`}
          className="nav-entry"
          aria-current={shown === target ? 'page' : undefined}
        >
          <Icon name={icon} />
          <span>{say(target)}</span>
        </a>
      ))}
    </nav>
  );
}
