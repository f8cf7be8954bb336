import { useState, type ReactNode } from 'react';
import type { EventList, ServerEvent } from '@homeroll/protocol/events';
import { useSession } from '../account/session.ts';
import { Icon } from '../look/icon.tsx';
import { PageProblem } from '../shell/page-problem.tsx';
import { SubPage } from '../shell/sub-page.tsx';
import { locale } from '../words/format.ts';
import { useWords } from '../words/words.ts';
import { EventDialog } from './event-dialog.tsx';
import { formatWindow, inOrder, phaseOf, type Phase } from './event-times.ts';
import './events.css';
import { useDeleteEvent, useEvents, useMatches } from './use-events.ts';

/** Events of the server, what runs first; whoever may makes, changes and deletes them here. */
export default function EventsPage(): ReactNode {
  const say = useWords('events');
  const events = useEvents();
  const mayDefine = useSession().data?.rights.includes('define-events') ?? false;
  const [open, setOpen] = useState<ServerEvent | 'new'>();
  if (events.error) return <PageProblem problem={events.error} again={() => void events.refetch()} />;
  return (
    <SubPage title={say('title')}>
      <p className="lead">{say('lead')}</p>
      {mayDefine && (
        <button type="button" className="button main start" onClick={() => setOpen('new')}>
          {say('new')}
        </button>
      )}
      {events.data?.length === 0 && <p>{say('empty')}</p>}
      {events.data && <EventLists events={events.data} onEdit={mayDefine ? setOpen : undefined} />}
      {open && <EventDialog event={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </SubPage>
  );
}

const phases: readonly Phase[] = ['running', 'coming', 'past'];

interface ListsProps {
  readonly events: EventList;
  /** Absent for those who may only look. */
  readonly onEdit: ((event: ServerEvent) => void) | undefined;
}

function EventLists({ events, onEdit }: ListsProps): ReactNode {
  const say = useWords('events');
  const [now] = useState(Date.now);
  return phases.map((phase) => {
    const shown = inOrder(
      events.filter((event) => phaseOf(event, now) === phase),
      phase,
    );
    if (shown.length === 0) return null;
    return (
      <section key={phase} className="event-phase">
        <h2>{say(phase)}</h2>
        <ul className="event-list">
          {shown.map((event) => (
            <EventRow key={event.id} event={event} onEdit={onEdit} />
          ))}
        </ul>
      </section>
    );
  });
}

interface RowProps extends Pick<ListsProps, 'onEdit'> {
  readonly event: ServerEvent;
}

function EventRow({ event, onEdit }: RowProps): ReactNode {
  const say = useWords('events');
  const sayWindow = useWindowWords();
  const count = useMatches(event);
  const remove = useDeleteEvent();
  const title = event.title === '' ? say('untitled') : event.title;
  return (
    <li className="event-row">
      <div className="event-what">
        <h3>{title}</h3>
        <p className="help">{sayWindow(event)}</p>
        <p className="help">
          {[...(count === undefined ? [] : [say('items', { count })]), ...event.tags].join(' · ') || '\u00a0'}
        </p>
      </div>
      {onEdit && (
        <div className="event-actions">
          <button
            type="button"
            className="button"
            aria-label={say('edit-one', { title })}
            onClick={() => onEdit(event)}
          >
            {say('edit')}
          </button>
          <button
            type="button"
            className="button quiet round"
            aria-label={say('delete-one', { title })}
            aria-disabled={remove.isPending}
            onClick={() => remove.mutate(event)}
          >
            <Icon name="bin" />
          </button>
        </div>
      )}
    </li>
  );
}

/** The zone is said where it is not the reader's own. */
function useWindowWords(): (event: ServerEvent) => string {
  const say = useWords('events');
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (event) => {
    const when = formatWindow(event, locale());
    const window = event.end === undefined ? say('from-on', { start: when }) : when;
    return event.timeZone === own
      ? window
      : say('in-zone', { window, zone: event.timeZone.replaceAll('_', ' ') });
  };
}
