import { useState, type ReactNode } from 'react';
import { useSession } from '../account/session.ts';
import { Icon } from '../look/icon.tsx';
import { PageProblem } from '../shell/page-problem.tsx';
import { SubPage } from '../shell/sub-page.tsx';
import { useLanguage, useWords } from '../words/words.ts';
import { NewTagForm } from './new-tag-form.tsx';
import { TagDialog } from './tag-dialog.tsx';
import { tagTree, type TagBranch } from './tag-tree.ts';
import './tags.css';
import { useTags } from './use-tags.ts';

/** The tags that are offered, as a tree; whoever may adds, renames and removes them. */
export default function TagsPage(): ReactNode {
  const say = useWords('tags');
  const tags = useTags();
  const language = useLanguage();
  const mayDefine = useSession().data?.rights.includes('define-events') ?? false;
  const [open, setOpen] = useState<TagBranch>();
  if (tags.error) return <PageProblem problem={tags.error} again={() => void tags.refetch()} />;
  return (
    <SubPage title={say('title')}>
      <p className="lead">{say('lead')}</p>
      {mayDefine && <NewTagForm />}
      {tags.data?.length === 0 && <p>{say('empty')}</p>}
      {tags.data && (
        <TagTree branches={tagTree(tags.data, language)} onOpen={mayDefine ? setOpen : undefined} />
      )}
      {open && <TagDialog branch={open} tags={tags.data ?? []} onClose={() => setOpen(undefined)} />}
    </SubPage>
  );
}

interface TreeProps {
  readonly branches: readonly TagBranch[];
  /** Absent for those who may only look. */
  readonly onOpen: ((branch: TagBranch) => void) | undefined;
}

function TagTree({ branches, onOpen }: TreeProps): ReactNode {
  if (branches.length === 0) return null;
  return (
    <ul className="tag-tree">
      {branches.map((branch) => (
        <li key={branch.path}>
          <TagLine branch={branch} onOpen={onOpen} />
          <TagTree branches={branch.branches} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  );
}

function TagLine({ branch, onOpen }: Pick<TreeProps, 'onOpen'> & { readonly branch: TagBranch }): ReactNode {
  const say = useWords('tags');
  const { name, path, tag } = branch;
  const facts = [
    ...(tag && tag.count > 0 ? [say('items', { count: tag.count })] : []),
    ...(tag?.listed === false ? [say('unlisted')] : []),
  ];
  const content = (
    <>
      <span>{name}</span>
      {facts.length > 0 && <span className="help">{facts.join(' · ')}</span>}
    </>
  );
  if (!onOpen) return <div className="tag-line">{content}</div>;
  return (
    <button
      type="button"
      className="tag-line"
      aria-label={[say('edit', { tag: path }), ...facts].join(', ')}
      onClick={() => onOpen(branch)}
    >
      {content}
      <Icon name="forward" />
    </button>
  );
}
