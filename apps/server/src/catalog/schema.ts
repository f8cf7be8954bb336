import type { ColumnType, Generated } from 'kysely';

export type DatabaseKind = 'sqlite' | 'postgres';

/** The catalog's tables as Kysely sees them. Times are milliseconds since 1970 (UTC); lists are JSON texts. */
export interface Schema {
  readonly about: AboutTable;
  readonly users: UserTable;
  readonly tokens: TokenTable;
  readonly items: ItemTable;
  readonly partial_uploads: PartialUploadTable;
  readonly shares: ShareTable;
  readonly share_items: ShareItemTable;
  readonly booths: BoothTable;
  readonly booth_files: BoothFileTable;
  readonly events: EventTable;
  readonly tags: TagTable;
}

interface AboutTable {
  key: string;
  value: string;
}

interface UserTable {
  id: Generated<number>;
  name: string;
  /** The name, folded: two users never differ only in case or accents' encoding. */
  name_key: string;
  /** The user's folder in the library; stays when the user is renamed. */
  folder: string;
  password_hash: string | null;
  rights: string;
  created_at: number;
}

interface TokenTable {
  id: Generated<number>;
  user_id: number | null;
  kind: TokenKind;
  /** SHA-256 of the secret, hexadecimal; the secret itself is stored nowhere. */
  secret_hash: string;
  label: string;
  rights: string;
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
}

/** `setup` is the one-time administrator link, which belongs to no user yet. */
export type TokenKind = 'device' | 'session' | 'setup';

export interface ItemTable {
  id: Generated<number>;
  owner_id: number;
  /** SHA-256 of the bytes as they were sent: the identity, also after metadata was written into the file. */
  hash: string;
  /** SHA-256 of the file as it lies there, where it is another one. */
  stored_hash: string | null;
  /** Bytes of the file as it was sent. */
  size: number;
  /** Below the library's root, with `/`; starts with the owner's folder. */
  path: string;
  /** The path, folded: no two items differ only in case or Unicode form. */
  path_key: string;
  file_name: string;
  media_type: string;
  kind: ColumnType<'photo' | 'video' | 'other', string, string>;
  width: number | null;
  height: number | null;
  duration_seconds: number | null;
  /** Days since 1970-01-01 by the wall clock where it was taken. */
  day: number;
  /** Seconds since midnight by the same clock. */
  second: number;
  offset_minutes: number | null;
  taken_source: string;
  title: string | null;
  tags: string | null;
  album: string | null;
  device: string | null;
  received_at: number;
  /** `pending` until title and tags lie beside (or in) the file. */
  sidecar: ColumnType<SidecarState, SidecarState, SidecarState>;
  derived: ColumnType<DerivedState, DerivedState, DerivedState>;
  /** Main colour, 5-6-5 bits. */
  colour: number;
  facts: string | null;
  /** Set when it was thrown away; the row stays, so that it does not come back by itself. */
  removed_at: number | null;
  /** Where it lies in the trash, below its root, with `/`; null for what is in the library, or deleted for good. */
  trash_path: string | null;
  /** Set when it was deleted for good; only who sent which bytes is left of it. */
  purged_at: number | null;
  /** Another name that the file may have and has to lose (library/trash.ts); below the data folder, with `/`. */
  leftover: string | null;
}

export type SidecarState = 'none' | 'pending' | 'written';
export type DerivedState = 'pending' | 'made' | 'not-viewable';

interface PartialUploadTable {
  id: string;
  user_id: number;
  size: number;
  /** What the client says the whole file's SHA-256 will be, if it said so. */
  hash: string | null;
  metadata: string;
  /** 1: to be taken although the account threw it away. */
  force: number;
  expires_at: number;
}

interface ShareTable {
  id: Generated<number>;
  user_id: number;
  /** The public part of the link's token; the rest is a MAC over it (shares/share-link.ts). */
  key: string;
  title: string | null;
  created_at: number;
  expires_at: number | null;
  withdrawn_at: number | null;
}

interface ShareItemTable {
  share_id: number;
  position: number;
  item_id: number;
}

interface BoothTable {
  /** Made of the secret (protocol/booths), so that it needs no asking for. */
  id: string;
  user_id: number;
  name: string;
  /** The secret that the keys of links are made with, sealed with the data folder's (shares/booth-links.ts). */
  sealed_secret: string;
  created_at: number;
  /** Null while its links work. */
  withdrawn_at: number | null;
}

/** No path and no key lies here, only what they are recognised by: with a key one could open a picture. */
interface BoothFileTable {
  booth_id: string;
  /** SHA-256 of the path as the booth named it. */
  path_hash: string;
  /** SHA-256 of the key: the last part of the path without its ending. */
  key_hash: string;
  /** Null where the booth deleted it. */
  item_id: number | null;
}

interface EventTable {
  id: string;
  title: string;
  tags: string;
  /** `YYYY-MM-DDTHH:MM:SS` by the wall clock in `time_zone`, inclusive. */
  starts: string;
  /** The same, exclusive; null for an event without an end. */
  ends: string | null;
  time_zone: string;
  albums: string | null;
  connection: string | null;
  created_at: number;
}

/** Tags that were put on the list by hand. */
interface TagTable {
  /** In the composed Unicode form (NFC). */
  path: string;
}
