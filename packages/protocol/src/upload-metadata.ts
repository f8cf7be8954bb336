/**
 * What travels with a file: headers of `PUT /api/media/<sha256>` and `POST /api/media`, query parameters for
 * callers that cannot set headers, form fields in a multipart body, pairs in tus' `Upload-Metadata`.
 * One list of fields, one parser.
 */
export interface UploadMetadata {
  readonly fileName: string;
  readonly title?: string;
  /** Each may be a path, `family/wedding`. */
  readonly tags?: readonly string[];
  readonly album?: string;
  readonly device?: string;
  /** Shooting time as the client knows it, ISO 8601, with or without offset; used where the file says nothing. */
  readonly takenAt?: string;
  /** The file's modification time, milliseconds since 1970 (UTC). */
  readonly lastModified?: number;
}

/** Field → header. Values are percent-encoded UTF-8 (`encodeURIComponent`); tags are joined by commas. */
export const metadataHeaders: Readonly<Record<keyof UploadMetadata, string>> = {
  fileName: 'homeroll-file-name',
  title: 'homeroll-title',
  tags: 'homeroll-tags',
  album: 'homeroll-album',
  device: 'homeroll-device',
  takenAt: 'homeroll-taken-at',
  lastModified: 'homeroll-last-modified',
};

/**
 * Asks for a file that this account sent once and threw away since to be taken again (`1`). In forms, query
 * parameters and tus' `Upload-Metadata` the field is `force`.
 */
export const forceHeader = 'homeroll-force';

export function isForced(value: unknown): boolean {
  return value === '1' || value === 'true';
}

export const metadataLimits = {
  fileName: 1000,
  title: 1000,
  tag: 200,
  tags: 200,
  album: 500,
  device: 200,
} as const;

const loneSurrogate = /\p{Surrogate}/u;

type Fields = Partial<Record<keyof UploadMetadata, string>>;
type Parsed = { readonly metadata: UploadMetadata } | { readonly refused: string };

export function metadataToHeaders(metadata: UploadMetadata): Record<string, string> {
  const fields = metadataToFields(metadata);
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      metadataHeaders[field as keyof UploadMetadata],
      field === 'tags' ? value : encodeURIComponent(value),
    ]),
  );
}

/** The same fields as plain text, for forms and tus; tags are percent-encoded one by one and joined by commas. */
export function metadataToFields(metadata: UploadMetadata): Fields {
  const { fileName, title, tags, album, device, takenAt, lastModified } = metadata;
  return {
    fileName,
    ...(title ? { title } : {}),
    ...(tags && tags.length > 0 ? { tags: tags.map(encodeURIComponent).join(',') } : {}),
    ...(album ? { album } : {}),
    ...(device ? { device } : {}),
    ...(takenAt ? { takenAt } : {}),
    ...(lastModified === undefined ? {} : { lastModified: String(Math.round(lastModified)) }),
  };
}

export function metadataFromHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Parsed {
  const fields: Fields = {};
  for (const [field, header] of Object.entries(metadataHeaders)) {
    const value = headers[header];
    if (typeof value !== 'string' || value === '') continue;
    const text = field === 'tags' ? value : percentDecoded(value);
    if (text === undefined) return { refused: `the header ${header} is not percent-encoded UTF-8` };
    fields[field as keyof UploadMetadata] = text;
  }
  return metadataFromFields(fields);
}

/** Refuses, in words, what is too long or no text; never guesses. */
export function metadataFromFields(fields: Fields): Parsed {
  const refused = tooLong(fields) ?? notText(fields);
  if (refused !== undefined) return { refused };
  const tags = tagsFrom(fields.tags);
  if (typeof tags === 'string') return { refused: tags };
  const lastModified = fields.lastModified === undefined ? undefined : Number(fields.lastModified);
  if (lastModified !== undefined && !Number.isFinite(lastModified)) {
    return { refused: 'lastModified is not a number of milliseconds since 1970' };
  }
  const { title, album, device, takenAt } = fields;
  return {
    metadata: {
      fileName: fields.fileName ?? '',
      ...(title ? { title } : {}),
      ...(tags.length > 0 ? { tags } : {}),
      ...(album ? { album } : {}),
      ...(device ? { device } : {}),
      ...(takenAt ? { takenAt } : {}),
      ...(lastModified === undefined ? {} : { lastModified }),
    },
  };
}

function tooLong(fields: Fields): string | undefined {
  const limited = ['fileName', 'title', 'album', 'device'] as const;
  const field = limited.find((name) => (fields[name]?.length ?? 0) > metadataLimits[name]);
  return field && `${field} is longer than ${String(metadataLimits[field])} characters`;
}

function notText(fields: Fields): string | undefined {
  const field = Object.entries(fields).find(([, value]) => loneSurrogate.test(value))?.[0];
  return field && `${field} is not well-formed text`;
}

function tagsFrom(joined: string | undefined): readonly string[] | string {
  if (joined === undefined) return [];
  const decoded = joined.split(',').map(percentDecoded);
  if (decoded.includes(undefined)) return 'tags are not percent-encoded UTF-8';
  const tags = decoded.map((tag) => (tag ?? '').trim()).filter((tag) => tag !== '');
  if (tags.length > metadataLimits.tags) return `more than ${String(metadataLimits.tags)} tags`;
  const long = tags.find((tag) => tag.length > metadataLimits.tag);
  if (long !== undefined) return `a tag is longer than ${String(metadataLimits.tag)} characters`;
  return [...new Set(tags)];
}

function percentDecoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
