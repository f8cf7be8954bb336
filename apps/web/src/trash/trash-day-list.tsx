import type { ReactNode } from 'react';
import { routes } from '@homeroll/protocol/routes';
import type { TrashedItem } from '@homeroll/protocol/trash';
import { Icon } from '../look/icon.tsx';
import { formatBytes, formatDay } from '../words/format.ts';
import { useWords } from '../words/words.ts';
import type { Purging } from './purge-dialog.tsx';
import { daysUntil, type TrashDay } from './trash-days.ts';

interface Props {
  readonly day: TrashDay;
  /** The catalog's name, part of every picture's address. */
  readonly catalog: string;
  readonly onRestore: (ids: readonly number[]) => void;
  readonly onPurge: (purging: Purging) => void;
}

/** The photos that were deleted on one day. */
export function TrashDayList({ day, catalog, onRestore, onPurge }: Props): ReactNode {
  const say = useWords('trash');
  const words = formatDay(day.at);
  return (
    <section className="trash-day" aria-label={say('deleted-on', { day: words })}>
      <header className="trash-day-head">
        <div>
          <h2>{say('deleted-on', { day: words })}</h2>
          <p className="help">{say('days-left', { count: daysUntil(day.purgedAt, Date.now()) })}</p>
        </div>
        {day.items.length > 1 && (
          <button
            type="button"
            className="button quiet"
            aria-label={say('restore-day-of', { day: words })}
            onClick={() => onRestore(day.items.map(({ id }) => id))}
          >
            {say('restore-day')}
          </button>
        )}
      </header>
      <ul className="trash-list">
        {day.items.map((item) => (
          <TrashRow key={item.id} {...{ item, catalog, onRestore, onPurge }} />
        ))}
      </ul>
    </section>
  );
}

function TrashRow({
  item,
  catalog,
  onRestore,
  onPurge,
}: Omit<Props, 'day'> & { readonly item: TrashedItem }): ReactNode {
  const say = useWords('trash');
  const { id, fileName, title, size, hasThumb, mine } = item;
  const name = title ?? fileName;
  const facts = [
    ...(title === null ? [] : [fileName]),
    formatBytes(size),
    ...(mine ? [] : [say('of-others')]),
  ];
  return (
    <li className="trash-row">
      <span className="trash-picture">
        {hasThumb && <img src={routes.trashThumb(id, catalog)} alt="" loading="lazy" />}
      </span>
      <div className="trash-what">
        <h3>{name}</h3>
        <p className="help">{facts.join(' · ')}</p>
      </div>
      <div className="trash-actions">
        <button
          type="button"
          className="button"
          aria-label={say('restore-one', { name })}
          onClick={() => onRestore([id])}
        >
          {say('restore')}
        </button>
        <button
          type="button"
          className="button quiet round"
          aria-label={say('purge-one', { name })}
          onClick={() => onPurge({ id, name })}
        >
          <Icon name="bin" />
        </button>
      </div>
    </li>
  );
}
