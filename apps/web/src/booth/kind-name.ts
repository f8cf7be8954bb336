/** Kinds are called alike in every language. */
const names: Readonly<Record<string, string>> = {
  ftp: 'FTP',
  sftp: 'SFTP',
  webdav: 'WebDAV',
  nextcloud: 'Nextcloud',
  s3: 'S3',
  folder: 'Folder',
  'own-server': 'Homeroll',
  relay: 'Relay',
};

export function kindName(kind: string): string {
  return names[kind] ?? kind;
}
