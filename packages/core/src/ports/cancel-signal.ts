/**
 * How a caller says "stop now". Every `AbortSignal` is one; the domain names no more of it than it needs.
 * A stopped transfer is not a failure: whoever stops because of it throws anything, and nobody looks at what.
 */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
