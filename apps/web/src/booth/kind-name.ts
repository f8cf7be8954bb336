import { useWords } from '../words/words.ts';

/** Most kinds are called alike in every language. */
const names: Readonly<Record<string, string>> = {
  ftp: 'FTP',
  sftp: 'SFTP',
  webdav: 'WebDAV',
  nextcloud: 'Nextcloud',
  s3: 'S3',
  'own-server': 'Homeroll',
  relay: 'Relay',
};

export function useKindName(): (kind: string) => string {
  const say = useWords('booth');
  return (kind) => (kind === 'folder' ? say('kind-folder') : (names[kind] ?? kind));
}
