import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { routes } from '@homeroll/protocol/routes';
import { trashSchema, type Trash } from '@homeroll/protocol/trash';
import { Icon } from '../look/icon.tsx';
import { getJson } from '../server/ask-server.ts';
import { PageProblem } from '../shell/page-problem.tsx';
import { SubPage } from '../shell/sub-page.tsx';
import { useToast } from '../shell/toasts.tsx';
import { useWords } from '../words/words.ts';
import { PurgeDialog, type Purging } from './purge-dialog.tsx';
import { TrashDayList } from './trash-day-list.tsx';
import { trashDays } from './trash-days.ts';
import './trash.css';
import { useRestore } from './use-restore.ts';
import { useMayDelete } from './use-throw-away.ts';

/** What was deleted, by the day it was: to be had back, or gone for good. */
export default function TrashPage(): ReactNode {
  const say = useWords('trash');
  const may = useMayDelete();
  return (
    <SubPage title={say('title')}>
      {may ? <TrashContent /> : <p className="lead">{say('may-not')}</p>}
    </SubPage>
  );
}

function TrashContent(): ReactNode {
  const say = useWords('trash');
  const trash = useTrash();
  const restore = useRestore(useToast());
  const [purging, setPurging] = useState<Purging>();
  if (trash.error) return <PageProblem problem={trash.error} again={() => void trash.refetch()} />;
  const [newest] = trash.data?.pages ?? [];
  if (!newest) return <p role="status">{say('loading')}</p>;
  const items = trash.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <p className="lead">{say('lead', { count: newest.days })}</p>
      {items.length === 0 && <p>{say('empty')}</p>}
      {items.some(({ mine }) => mine) && (
        <button type="button" className="button start" onClick={() => setPurging('all')}>
          <Icon name="bin" />
          {say('empty-trash')}
        </button>
      )}
      {trashDays(items).map((day) => (
        <TrashDayList
          key={day.key}
          {...{ day, catalog: newest.catalog, onPurge: setPurging }}
          onRestore={(ids) => void restore(ids)}
        />
      ))}
      {trash.hasNextPage && (
        <button type="button" className="button start" onClick={() => void trash.fetchNextPage()}>
          {say('older')}
        </button>
      )}
      {purging && <PurgeDialog purging={purging} onClose={() => setPurging(undefined)} />}
    </>
  );
}

function useTrash(): UseInfiniteQueryResult<InfiniteData<Trash>> {
  return useInfiniteQuery({
    queryKey: [routes.trash],
    queryFn: ({ pageParam, signal }) =>
      getJson(pageParam === '' ? routes.trash : routes.trashPage(pageParam), trashSchema, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
}
