import type { Kysely } from 'kysely';
import type { UploadMetadata } from '@homeroll/protocol/upload-metadata';
import type { Schema } from './schema.ts';

/** A resumable upload that is not whole yet. How far it is, the length of its file in `incoming/` says. */
export interface PartialUpload {
  readonly id: string;
  readonly userId: number;
  readonly size: number;
  readonly hash: string | null;
  readonly metadata: UploadMetadata;
  /** To be taken although the account threw it away. */
  readonly force: boolean;
  readonly expiresAt: number;
}

export interface PartialUploads {
  add(upload: PartialUpload): Promise<void>;
  get(userId: number, id: string): Promise<PartialUpload | undefined>;
  all(): Promise<readonly PartialUpload[]>;
  remove(id: string): Promise<void>;
}

export function partialUploadsOf(database: Kysely<Schema>): PartialUploads {
  return {
    add: async (upload) => {
      const { id, userId, size, hash, metadata, force, expiresAt } = upload;
      await database
        .insertInto('partial_uploads')
        .values({
          id,
          user_id: userId,
          size,
          hash,
          metadata: JSON.stringify(metadata),
          force: force ? 1 : 0,
          expires_at: expiresAt,
        })
        .execute();
    },
    get: async (userId, id) => {
      const row = await database
        .selectFrom('partial_uploads')
        .selectAll()
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return row && uploadFrom(row);
    },
    all: async () => (await database.selectFrom('partial_uploads').selectAll().execute()).map(uploadFrom),
    remove: async (id) => {
      await database.deleteFrom('partial_uploads').where('id', '=', id).execute();
    },
  };
}

function uploadFrom(row: Schema['partial_uploads']): PartialUpload {
  return {
    id: row.id,
    userId: row.user_id,
    size: row.size,
    hash: row.hash,
    metadata: JSON.parse(row.metadata) as UploadMetadata,
    force: row.force === 1,
    expiresAt: row.expires_at,
  };
}
