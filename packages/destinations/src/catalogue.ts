import { folderKind } from './folder/folder-kind.ts';
import { ftpKind } from './ftp/ftp-kind.ts';
import { memoryDestination } from './memory/memory-destination.ts';
import { nextcloudKind } from './nextcloud/nextcloud-kind.ts';
import { ownServerDestination } from './own-server/own-server-destination.ts';
import { s3Kind } from './s3/s3-kind.ts';
import { sftpKind } from './sftp/sftp-kind.ts';
import { webdavKind } from './webdav/webdav-kind.ts';

/** Every kind of destination there is. A visible list: an adapter that is not here does not exist. */
export const destinationKinds: {
  readonly 'own-server': typeof ownServerDestination;
  readonly memory: typeof memoryDestination;
} = { 'own-server': ownServerDestination, memory: memoryDestination };

/** Every kind of place that files are published to. What speaks to it is loaded when one is opened. */
export const storeKinds: {
  readonly folder: typeof folderKind;
  readonly ftp: typeof ftpKind;
  readonly sftp: typeof sftpKind;
  readonly webdav: typeof webdavKind;
  readonly nextcloud: typeof nextcloudKind;
  readonly s3: typeof s3Kind;
} = {
  folder: folderKind,
  ftp: ftpKind,
  sftp: sftpKind,
  webdav: webdavKind,
  nextcloud: nextcloudKind,
  s3: s3Kind,
};
