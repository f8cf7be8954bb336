import { z } from 'zod';

/** Addresses of the booth's own page, on the booth's machine. */
export const boothPageRoutes = {
  /** `GET`: a `BoothState`; as `text/event-stream`, each new one as the event `state`. */
  state: '/api/booth',
  /** `GET ?before=<key>`: older pictures, a `BoothPictures`. */
  pictures: '/api/booth/pictures',
  /** `GET`: the picture small, for the gallery, and large enough for the screen. */
  thumb: (key: string): string => `/api/booth/pictures/${key}/thumb`,
  view: (key: string): string => `/api/booth/pictures/${key}/view`,
  /** `GET`, `PUT`: the settings; with the header `boothSecretHeader` only. */
  settings: '/api/booth/settings',
  /** `POST` a destination of the settings: a `TryAnswer`. */
  try: '/api/booth/try',
  /** `POST`: whatever waits after a failure is tried now. */
  retry: '/api/booth/retry',
} as const;

/** Carries the secret of the link to the settings (`/#settings=<secret>`), which the program prints. */
export const boothSecretHeader = 'homeroll-booth-secret';

/** All that a booth may have to tell of what is wrong, and (the last two) what is worth knowing only. */
export const boothFaults = [
  'unreachable',
  'timeout',
  'tls',
  'rate-limited',
  'unavailable',
  'protocol',
  'refused-login',
  'forbidden',
  'disk-full',
  'server-error',
  'hash-mismatch',
  'conflict',
  'too-large',
  'type-refused',
  'bad-request',
  'missing',
  'unreadable',
  'unnoted',
  'foreign-portal',
  'cut',
  'silent',
  'busy',
  'key-refused',
  'no-relay',
  'version',
  'replaced',
  'no-network',
  'port-taken',
  'port-forbidden',
  'folder-missing',
  'odd-name',
  'settings-mistake',
  'no-portal',
  'relay-polls',
] as const;
export type BoothFault = (typeof boothFaults)[number];

export interface BoothTrouble {
  readonly fault: BoothFault;
  /** All that is known, in English. */
  readonly words: string;
}

/** Where guests get one picture, by which destination. */
export interface BoothLink {
  readonly destination: string;
  /** What the code says. */
  readonly url: string;
  /** The picture as it is now has arrived there; the link works before, and waits. */
  readonly isThere: boolean;
}

export interface BoothPicture {
  readonly key: string;
  readonly fileName: string;
  readonly kind: 'picture' | 'video';
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  /** Another text whenever the picture may be another: part of the addresses of its smaller pictures. */
  readonly version: string;
  /** The first one is for the large code; none where guests can get at no place. */
  readonly links: readonly BoothLink[];
}

export interface BoothPictures {
  /** Newest first. */
  readonly pictures: readonly BoothPicture[];
  /** Whether there are older ones. */
  readonly more: boolean;
}

export interface BoothDestination {
  readonly name: string;
  /** `ftp`, `relay`, `here` … */
  readonly kind: string;
  /** `off`: switched off in the settings. */
  readonly state: 'off' | 'fine' | 'busy' | 'trouble';
  readonly waiting: number;
  readonly failed: number;
  readonly done: number;
  /** What is on its way now: bytes of bytes. */
  readonly sending: readonly { readonly fileName: string; readonly sent: number; readonly size: number }[];
  /** The last error, when it was met and when it is tried again (milliseconds since 1970). */
  readonly trouble: (BoothTrouble & { readonly at: number; readonly nextTry: number }) | null;
  /** The last full check, milliseconds since 1970. */
  readonly checkedAt: number | null;
}

export interface BoothState extends BoothPictures {
  readonly title: string;
  /** Lines above and below the code; empty for the page's own words. */
  readonly textAbove: string;
  readonly textBelow: string;
  /** BCP 47; empty: the browser's. */
  readonly language: string;
  readonly isDemo: boolean;
  /** All pictures there are. */
  readonly count: number;
  readonly destinations: readonly BoothDestination[];
  /** The hotspot that guests join first: the text of its code, and its name. */
  readonly wifi: { readonly name: string; readonly code: string } | null;
  /** What keeps pictures of the media folder out. */
  readonly folderTrouble: BoothTrouble | null;
  /** What is wrong with the settings file, which was changed since; the booth goes on as before. */
  readonly settingsTrouble: BoothTrouble | null;
}

const told = { fault: z.enum(boothFaults), words: z.string() };
const trouble: z.ZodType<BoothTrouble> = z.object(told);
const link: z.ZodType<BoothLink> = z.object({
  destination: z.string(),
  url: z.string(),
  isThere: z.boolean(),
});
const picture: z.ZodType<BoothPicture> = z.object({
  key: z.string(),
  fileName: z.string(),
  kind: z.enum(['picture', 'video']),
  takenAt: z.number(),
  version: z.string(),
  links: z.array(link),
});
const destination: z.ZodType<BoothDestination> = z.object({
  name: z.string(),
  kind: z.string(),
  state: z.enum(['off', 'fine', 'busy', 'trouble']),
  waiting: z.number(),
  failed: z.number(),
  done: z.number(),
  sending: z.array(z.object({ fileName: z.string(), sent: z.number(), size: z.number() })),
  trouble: z.object({ ...told, at: z.number(), nextTry: z.number() }).nullable(),
  checkedAt: z.number().nullable(),
});
export const boothPicturesSchema: z.ZodType<BoothPictures> = z.object({
  pictures: z.array(picture),
  more: z.boolean(),
});
export const boothStateSchema: z.ZodType<BoothState> = z.object({
  pictures: z.array(picture),
  more: z.boolean(),
  title: z.string(),
  textAbove: z.string(),
  textBelow: z.string(),
  language: z.string(),
  isDemo: z.boolean(),
  count: z.number(),
  destinations: z.array(destination),
  wifi: z.object({ name: z.string(), code: z.string() }).nullable(),
  folderTrouble: trouble.nullable(),
  settingsTrouble: trouble.nullable(),
});

/** One question of the form, made of an option's declaration (`@homeroll/options/form-field`). */
export interface SettingsField {
  readonly name: string;
  readonly summary: string;
  readonly input: 'text' | 'secret' | 'switch' | 'choice' | 'number' | 'list' | 'address';
  readonly isRequired: boolean;
  readonly choices?: readonly string[] | undefined;
  readonly fallback?: string | undefined;
}

/** Values as the settings file has them; secrets are left out, and `secrets` names those that are set. */
export interface SettingsValues {
  readonly [name: string]: unknown;
}

export interface DestinationValues extends SettingsValues {
  readonly name: string;
  readonly kind: string;
  readonly secrets: readonly string[];
}

export interface BoothSettingsForm {
  readonly values: SettingsValues & { readonly secrets: readonly string[] };
  readonly fields: readonly SettingsField[];
  readonly destinations: readonly DestinationValues[];
  /** Kinds to choose from, each with its own fields. */
  readonly kinds: readonly {
    readonly kind: string;
    readonly summary: string;
    readonly fields: readonly SettingsField[];
  }[];
}

const field: z.ZodType<SettingsField> = z.object({
  name: z.string(),
  summary: z.string(),
  input: z.enum(['text', 'secret', 'switch', 'choice', 'number', 'list', 'address']),
  isRequired: z.boolean(),
  choices: z.array(z.string()).optional(),
  fallback: z.string().optional(),
});
const values = z.looseObject({ secrets: z.array(z.string()) });
export const boothSettingsFormSchema: z.ZodType<BoothSettingsForm> = z.object({
  values,
  fields: z.array(field),
  destinations: z.array(z.looseObject({ name: z.string(), kind: z.string(), secrets: z.array(z.string()) })),
  kinds: z.array(z.object({ kind: z.string(), summary: z.string(), fields: z.array(field) })),
});

/**
 * `PUT` of the settings: all values but secrets that stay as they are. A secret that is there replaces; `null` takes
 * it away. The answer is 204, or 422 with `BoothSettingsMistakes`.
 */
export interface BoothSettingsChange {
  readonly values: SettingsValues;
  readonly destinations: readonly SettingsValues[];
}
export const boothSettingsChangeSchema: z.ZodType<BoothSettingsChange> = z.object({
  values: z.record(z.string(), z.unknown()),
  destinations: z.array(z.record(z.string(), z.unknown())).max(20),
});

/** `place`: the field's name; `destination`: its place in the list, or null for the booth's own. */
export interface BoothSettingsMistakes {
  readonly mistakes: readonly {
    readonly destination: number | null;
    readonly place: string;
    readonly words: string;
  }[];
}
export const boothSettingsMistakesSchema: z.ZodType<BoothSettingsMistakes> = z.object({
  mistakes: z.array(z.object({ destination: z.number().nullable(), place: z.string(), words: z.string() })),
});

/** Putting a picture there, making the place public, getting it as a guest, the portal, deleting, a relay's line. */
export const trySteps = ['write', 'publish', 'guest', 'portal', 'remove', 'line'] as const;
export type TryStep = (typeof trySteps)[number];

/** What was tried with a destination, step by step; it ends where going on makes no sense. */
export interface TryAnswer {
  readonly steps: readonly {
    readonly step: TryStep;
    readonly isGood: boolean;
    /** What went wrong and what to do, or what is worth knowing. */
    readonly told: BoothTrouble | null;
  }[];
}
export const tryAnswerSchema: z.ZodType<TryAnswer> = z.object({
  steps: z.array(z.object({ step: z.enum(trySteps), isGood: z.boolean(), told: trouble.nullable() })),
});
