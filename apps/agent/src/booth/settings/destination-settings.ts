/** One destination; `values` are those of its kind's options. */
export interface DestinationSettings {
  readonly name: string;
  readonly kind: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface SettingsMistake {
  /** Its place in the list, or null where no destination is meant. */
  readonly destination: number | null;
  /** The setting's name. */
  readonly place: string;
  /** What is wrong with it, and what to write instead; never a secret. */
  readonly words: string;
}
