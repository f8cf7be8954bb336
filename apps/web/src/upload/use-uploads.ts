import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { routes } from '@homeroll/protocol/routes';
import { serverInfoSchema } from '@homeroll/protocol/server-info';
import { getJson } from '../server/ask-server.ts';
import type { PickedFile } from './dropped-files.ts';
import type { UploadQueue } from './upload-queue.ts';

export interface Uploads {
  /** Absent until something was picked, and after the panel was closed. */
  readonly queue: UploadQueue | undefined;
  readonly add: (picked: readonly PickedFile[]) => Promise<void>;
  readonly close: () => void;
}

/** The engine is fetched with the first files that are picked. */
export function useUploads(): Uploads {
  const queries = useQueryClient();
  const [queue, setQueue] = useState<UploadQueue>();
  const opening = useRef<Promise<UploadQueue>>(undefined);
  const add = useCallback(
    async (picked: readonly PickedFile[]) => {
      if (picked.length === 0) return;
      opening.current ??= open(() =>
        queries.query({
          queryKey: [routes.info],
          queryFn: () => getJson(routes.info, serverInfoSchema),
          staleTime: 'static',
        }),
      );
      const opened = await opening.current;
      setQueue(opened);
      opened.add(picked);
    },
    [queries],
  );
  const close = useCallback(() => {
    opening.current = undefined;
    setQueue(undefined);
  }, []);
  return { queue, add, close };
}

async function open(
  info: () => Promise<{ readonly limits: { readonly fileBytes: number } }>,
): Promise<UploadQueue> {
  const [{ openUploads }, { limits }] = await Promise.all([import('./open-uploads.ts'), info()]);
  return openUploads(limits.fileBytes);
}
