import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { routes } from '@homeroll/protocol/routes';
import { tagLength, tagSchema } from '@homeroll/protocol/tags';
import { change } from '../server/ask-server.ts';
import { ServerProblem } from '../server/server-problem.ts';
import { useProblemWords } from '../server/use-problem-words.ts';
import { Field } from '../shell/field.tsx';
import { useWords } from '../words/words.ts';

/** One line that puts a tag on the list, and is ready for the next. */
export function NewTagForm(): ReactNode {
  const say = useWords('tags');
  const sayProblem = useProblemWords();
  const queries = useQueryClient();
  const [written, setWritten] = useState('');
  const [wrong, setWrong] = useState<string>();
  const add = useMutation({
    mutationFn: (path: string) => change('POST', routes.tags, { path }),
    onSuccess: () => setWritten(''),
    onError: (error, tag) => {
      const isThere = error instanceof ServerProblem && error.code === 'conflict';
      setWrong(isThere ? say('is-there', { tag }) : sayProblem(error));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [routes.tags] }),
  });
  const submit = (): void => {
    const path = written.trim();
    if (!tagSchema.safeParse(path).success) setWrong(say('no-tag'));
    else if (!add.isPending) add.mutate(path);
  };
  return (
    <form
      className="tag-new"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field
        label={say('new-label')}
        help={say('new-help')}
        wrong={wrong}
        maxLength={tagLength}
        autoComplete="off"
        autoCapitalize="off"
        value={written}
        onChange={({ target }) => {
          setWritten(target.value);
          setWrong(undefined);
        }}
      />
      <button type="submit" className="button main" aria-disabled={add.isPending}>
        {say('add')}
      </button>
    </form>
  );
}
