import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { routes } from '@homeroll/protocol/routes';
import { shareSchema, type ShareRequest } from '@homeroll/protocol/shares';
import { change } from '../server/ask-server.ts';
import { Sheet } from '../shell/sheet.tsx';
import { useWords } from '../words/words.ts';
import { QrCard } from './qr-card.tsx';
import './share.css';
import { ShareForm } from './share-form.tsx';

interface Props {
  /** The catalog's ids, in the order in which guests see them. */
  readonly items: readonly number[];
  readonly onClose: () => void;
}

/** Hands out what was chosen: a title and an end, then the link and its code. */
export default function ShareDialog({ items, onClose }: Props): ReactNode {
  const say = useWords('share');
  const queries = useQueryClient();
  const [wanted, setWanted] = useState<Omit<ShareRequest, 'items'>>({ expiresInDays: 30 });
  const create = useMutation({
    mutationFn: () => change('POST', routes.shares, { ...wanted, items }, shareSchema),
    onSuccess: () => queries.invalidateQueries({ queryKey: [routes.shares] }),
  });
  const count = items.length;
  const made = create.data && (create.data.title ?? say('items', { count }));
  const title = made ?? say('dialog-title', { count });
  return (
    <Sheet title={title} onClose={onClose}>
      {create.data ? (
        <QrCard share={create.data} onClose={onClose} />
      ) : (
        <ShareForm
          wanted={wanted}
          onWanted={setWanted}
          problem={create.error}
          busy={create.isPending}
          onSubmit={() => create.mutate()}
        />
      )}
    </Sheet>
  );
}
