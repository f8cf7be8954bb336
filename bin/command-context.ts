/** What every command is given besides its own options and arguments. */
export interface CommandContext {
  readonly version: string;
  /** The checkout, where the built pages lie. */
  readonly root: string;
  /** The value of PATH, where other programs are looked for. */
  readonly searchPath: string;
  /** For what asks this system about itself. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Raised once, by Ctrl+C or by the system: come to an end soon, in good order. */
  readonly stop: AbortSignal;
}
