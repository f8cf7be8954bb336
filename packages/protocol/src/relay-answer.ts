import { z } from 'zod';

/**
 * What a device says of its answer to an ask, in headers of the request whose body is the answer. Statuses: 200 with
 * the file, 304 where `ifNoneMatch` holds, 404 and 410 where there is no such thing (any more), 503 where it cannot be
 * had now. `set.json` has its JSON as the body with 404, 410 and 503 too (`NoSet`).
 */
export interface AnswerHead {
  readonly status: number;
  /** Bytes of the body; told apart from `content-length`, which a proxy in between may take away. */
  readonly length: number;
  readonly mediaType: string;
  readonly etag?: string;
  /** As in HTTP: `Sun, 14 Jun 2026 12:00:00 GMT`. */
  readonly lastModified?: string;
  /** How a saved file is called, as in HTTP. */
  readonly disposition?: string;
  /** Seconds that the relay may hand it out without asking again; its own default without it. */
  readonly freshSeconds?: number;
}

/** Names in small letters, as Node has them. */
type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const names = {
  status: 'homeroll-answer-status',
  length: 'homeroll-answer-length',
  freshSeconds: 'homeroll-answer-fresh',
  mediaType: 'content-type',
  etag: 'etag',
  lastModified: 'last-modified',
  disposition: 'content-disposition',
} as const satisfies Record<keyof AnswerHead, string>;

const etag = z.string().regex(/^(?:W\/)?"[\x21\x23-\x7e]{0,200}"$/);
const date = z.string().regex(/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/);
const disposition = z
  .string()
  .regex(/^(?:inline|attachment)(?:; filename\*=UTF-8''[\w%.~!()*'-]{1,600})?$/)
  .max(700);

const answerHeadSchema: z.ZodType<AnswerHead> = z.object({
  status: z.coerce.number().int().min(200).max(599),
  length: z.coerce.number().int().min(0),
  mediaType: z
    .string()
    .max(100)
    .default('application/octet-stream')
    .transform((type) => type.split(';')[0]?.trim().toLowerCase() ?? ''),
  // What only serves convenience is left out where it is odd, and does not spoil the answer.
  etag: etag.exactOptional(),
  lastModified: date.exactOptional(),
  disposition: disposition.exactOptional(),
  freshSeconds: z.coerce.number().int().min(0).max(86_400).exactOptional(),
});

const mayBeOdd = [
  ['etag', etag],
  ['lastModified', date],
  ['disposition', disposition],
] as const;

/** `undefined` where status or length are missing. Odd values of the others are left out. */
export function parseAnswerHead(headers: HttpHeaders): AnswerHead | undefined {
  const given = Object.entries(names).flatMap(([field, name]) => {
    const value = headers[name];
    return typeof value === 'string' ? [[field, value] as const] : [];
  });
  const fields: Record<string, string> = Object.fromEntries(given);
  for (const [field, schema] of mayBeOdd) {
    if (!schema.safeParse(fields[field]).success) Reflect.deleteProperty(fields, field);
  }
  return answerHeadSchema.safeParse(fields).data;
}

/** The head for what a web server answered; how long it stays fresh is left to the relay. */
export function answerHeadOf(status: number, length: number, headers: HttpHeaders): AnswerHead {
  const { etag, 'last-modified': lastModified, 'content-disposition': disposition } = headers;
  const told = { etag, 'last-modified': lastModified, 'content-disposition': disposition };
  const own = { [names.status]: String(status), [names.length]: String(length) };
  const type = { [names.mediaType]: headers['content-type'] };
  const none = { status: 503, length: 0, mediaType: 'application/octet-stream' };
  return parseAnswerHead({ ...told, ...own, ...type }) ?? none;
}

/** The other direction. */
export function answerHeaders(head: AnswerHead): Record<string, string> {
  const fields = Object.entries(names) as [keyof AnswerHead, string][];
  return Object.fromEntries(
    fields.flatMap(([field, name]) => {
      const value = head[field];
      return value === undefined ? [] : [[name, String(value)] as const];
    }),
  );
}

/** Types that a relay hands on: pictures, videos, and all of a set in one file. Never a page, never a script. */
export function isHandedOn(mediaType: string): boolean {
  return /^(?:image|video)\/[\w.+-]{1,60}$/.test(mediaType) || mediaType === 'application/zip';
}
