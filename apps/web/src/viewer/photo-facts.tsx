import type { ReactNode } from 'react';
import type { MediaItem } from '@homeroll/protocol/media-item';
import { formatBytes, locale } from '../words/format.ts';
import { useWords, type WordKey, type Words } from '../words/words.ts';
import { viewerWords } from './words.ts';

/** Everything that is known of one photo, in words. */
export function PhotoFacts({ item }: { readonly item: MediaItem }): ReactNode {
  const say = useWords('viewer');
  const { width, height, tags } = item;
  return (
    <>
      <h2 className="viewer-title">{item.title ?? say('no-title')}</h2>
      {item.viewable === false && <p className="help">{say('not-viewable')}</p>}
      {tags.length > 0 && (
        <ul className="viewer-tags" aria-label={say('tags')}>
          {tags.map((tag) => (
            <li key={tag}>{tag.replaceAll('/', ' / ')}</li>
          ))}
        </ul>
      )}
      <dl className="viewer-facts">
        <Fact name={say('taken')}>
          {takenInWords(item.taken)}
          <span className="help">{say(`from-${item.taken.source}`)}</span>
        </Fact>
        {Object.entries(item.facts).map(([name, value]) => (
          <Fact key={name} name={factName(name, say)}>
            {value}
          </Fact>
        ))}
        <Fact name={say('file')}>{item.fileName}</Fact>
        <Fact name={say('size')}>
          {formatBytes(item.size)}
          {width !== null && height !== null && (
            <span className="help">{say('pixel-size', { width, height })}</span>
          )}
        </Fact>
        {item.album !== null && <Fact name={say('album')}>{item.album}</Fact>}
        {item.device !== null && <Fact name={say('device')}>{item.device}</Fact>}
        <Fact name={say('owner')}>{item.owner}</Fact>
        <Fact name={say('path')}>
          <span className="viewer-path">{item.path}</span>
        </Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The server names facts in English; one that this page does not know yet is shown as it came. */
function factName(name: string, say: Words<'viewer'>): string {
  const key = `fact-${name}`;
  return key in viewerWords.en ? say(key as WordKey<'viewer'>) : name;
}

/** The wall clock where it was taken, whatever zone the reader sits in. */
function takenInWords({ local, offsetMinutes }: MediaItem['taken']): string {
  const format = new Intl.DateTimeFormat(locale(), {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return (
    format.format(Date.parse(`${local}Z`)) +
    (offsetMinutes === null ? '' : ` (${offsetInWords(offsetMinutes)})`)
  );
}

function offsetInWords(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '−' : '+'}${String(hours)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
