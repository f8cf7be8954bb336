import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { routes } from '@homeroll/protocol/routes';
import { tagLength, tagSchema, type Tag } from '@homeroll/protocol/tags';
import { change } from '../server/ask-server.ts';
import { useProblemWords } from '../server/use-problem-words.ts';
import { Field } from '../shell/field.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { useToast } from '../shell/toasts.tsx';
import { useWords } from '../words/words.ts';
import { listedBelow, type TagBranch } from './tag-tree.ts';

interface Props {
  readonly branch: TagBranch;
  readonly tags: readonly Tag[];
  readonly onClose: () => void;
}

/** One tag of the tree: its name, and the way off the list; or onto it, for one that only photos have. */
export function TagDialog({ branch, tags, onClose }: Props): ReactNode {
  const listed = listedBelow(tags, branch.path);
  return (
    <Sheet title={branch.path} onClose={onClose}>
      {listed.length > 0 ? (
        <ListedTag path={branch.path} listed={listed} onClose={onClose} />
      ) : (
        <UnlistedTag branch={branch} onClose={onClose} />
      )}
    </Sheet>
  );
}

interface ListedProps extends Pick<Props, 'onClose'> {
  readonly path: string;
  readonly listed: readonly string[];
}

function ListedTag({ path, listed, onClose }: ListedProps): ReactNode {
  const say = useWords('tags');
  const [written, setWritten] = useState(path);
  const rename = useRename(path, onClose);
  const remove = useRemove(listed, onClose);
  return (
    <form
      className="tag-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        rename.submit(written.trim());
      }}
    >
      <Field
        label={say('name-label')}
        help={say('rename-help')}
        wrong={rename.wrong}
        maxLength={tagLength}
        autoComplete="off"
        autoCapitalize="off"
        value={written}
        onChange={({ target }) => setWritten(target.value)}
      />
      <div className="sheet-actions">
        <button type="button" className="button" onClick={() => remove.mutate(path)}>
          {say('remove')}
        </button>
        <button type="submit" className="button main" aria-disabled={rename.isPending}>
          {rename.isPending ? say('working') : say('save')}
        </button>
      </div>
    </form>
  );
}

interface Rename {
  readonly submit: (to: string) => void;
  /** Why it is not called that, in words. */
  readonly wrong: string | undefined;
  readonly isPending: boolean;
}

function useRename(path: string, onClose: () => void): Rename {
  const say = useWords('tags');
  const sayProblem = useProblemWords();
  const [wrong, setWrong] = useState<string>();
  const { mutate, isPending } = useMutation({
    mutationFn: (to: string) => change('PATCH', routes.tags, { path, to }),
    onSuccess: onClose,
    onError: (error) => setWrong(sayProblem(error)),
    onSettled: useRefresh(),
  });
  const submit = (to: string): void => {
    if (to === path) onClose();
    else if (!tagSchema.safeParse(to).success) setWrong(say('no-tag'));
    else if (!isPending) mutate(to);
  };
  return { submit, wrong, isPending };
}

function UnlistedTag({ branch, onClose }: Omit<Props, 'tags'>): ReactNode {
  const say = useWords('tags');
  const sayProblem = useProblemWords();
  const show = useToast();
  const refresh = useRefresh();
  const add = useMutation({
    mutationFn: () => change('POST', routes.tags, { path: branch.path }),
    onSuccess: onClose,
    onError: (error) => show({ text: sayProblem(error) }),
    onSettled: refresh,
  });
  const canBeListed = tagSchema.safeParse(branch.path).success;
  return (
    <>
      <p>{say('unlisted-lead', { count: branch.tag?.count ?? 0 })}</p>
      {canBeListed && (
        <div className="sheet-actions">
          <button type="button" className="button main" onClick={() => add.mutate()}>
            {say('put-on')}
          </button>
        </div>
      )}
    </>
  );
}

/** Removes a tag with all below it, and offers to take that back for a while. */
function useRemove(listed: readonly string[], onClose: () => void) {
  const say = useWords('tags');
  const sayProblem = useProblemWords();
  const show = useToast();
  const refresh = useRefresh();
  const settle = { onError: (error: Error) => show({ text: sayProblem(error) }), onSettled: refresh };
  const restore = useMutation({
    mutationFn: async () => {
      for (const path of listed) await change('POST', routes.tags, { path });
    },
    ...settle,
  });
  return useMutation({
    mutationFn: (path: string) => change('DELETE', routes.tag(path)),
    onSuccess: (_, tag) => {
      const text = say('removed', { tag, count: listed.length });
      show({ text, undo: () => restore.mutate() });
      onClose();
    },
    ...settle,
  });
}

function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: [routes.tags] });
}
