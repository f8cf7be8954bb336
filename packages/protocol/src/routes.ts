/** Every address of the wire. Clients and server build their paths here and nowhere else. */
export const routes = {
  info: '/api/info',
  setup: '/api/setup',
  session: '/api/session',
  tokens: '/api/tokens',
  token: (id: number): string => `/api/tokens/${String(id)}`,
  check: '/api/uploads/check',
  /** `PUT` and `DELETE` with the SHA-256; `GET` with the catalog's id. */
  media: '/api/media',
  mediaByHash: (hash: string): string => `/api/media/${hash}`,
  mediaById: (id: number): string => `/api/media/${String(id)}`,
  /** `catalog` makes the address change when the catalog was rebuilt and ids mean other items. */
  thumb: (id: number, catalog: string): string => `/api/media/${String(id)}/thumb?catalog=${catalog}`,
  preview: (id: number, catalog: string): string => `/api/media/${String(id)}/preview?catalog=${catalog}`,
  original: (id: number): string => `/api/media/${String(id)}/original`,
  tus: '/api/uploads/tus',
  timeline: '/api/timeline',
  timelineMonth: (month: string): string => `/api/timeline/${month}`,
  trash: '/api/trash',
  trashPage: (before: string): string => `/api/trash?before=${encodeURIComponent(before)}`,
  restore: '/api/trash/restore',
  trashThumb: (id: number, catalog: string): string => `/api/trash/${String(id)}/thumb?catalog=${catalog}`,
  shares: '/api/shares',
  share: (id: number): string => `/api/shares/${String(id)}`,
  shareQr: (id: number, format: 'svg' | 'png'): string => `/api/shares/${String(id)}/qr.${format}`,
  booths: '/api/booths',
  booth: (booth: string): string => `/api/booths/${booth}`,
  restoreBooth: (booth: string): string => `/api/booths/${booth}/restore`,
  /** `POST` puts a file into its place. */
  boothFiles: (booth: string): string => `/api/booths/${booth}/files`,
  findBoothFile: (booth: string): string => `/api/booths/${booth}/files/find`,
  removeBoothFile: (booth: string): string => `/api/booths/${booth}/files/remove`,
  /** The page of one picture of a booth, for guests. */
  boothPage: (booth: string, key: string): string => `/b/${booth}/${key}`,
  events: '/api/events',
  event: (id: string): string => `/api/events/${encodeURIComponent(id)}`,
  eventCount: (id: string): string => `/api/events/${encodeURIComponent(id)}/count`,
  /** How many an event would match that is not kept yet. */
  draftCount: '/api/events/count',
  tags: '/api/tags',
  tag: (path: string): string => `/api/tags?path=${encodeURIComponent(path)}`,
  zone: '/api/zone',
  openapi: '/api/openapi.json',
} as const;

/** On `GET /api/timeline`: the catalog's own name, for thumbnail addresses. */
export const catalogHeader = 'homeroll-catalog';

/** Requests that change something and carry the session cookie must send this header (any value): no form can. */
export const requestHeader = 'homeroll-request';
