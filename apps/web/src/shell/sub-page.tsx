import type { ReactNode } from 'react';
import { Icon } from '../look/icon.tsx';
import { useWords } from '../words/words.ts';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** A page that is reached from "More": the way back, and its title above what it holds. */
export function SubPage({ title, children }: Props): ReactNode {
  const say = useWords('shell');
  return (
    <div className="page">
      <div className="page-body">
        <a className="back-link" href="#more">
          <Icon name="back" />
          {say('more')}
        </a>
        <h1>{title}</h1>
        {children}
      </div>
    </div>
  );
}
