import { createSHA256, type IHasher } from 'hash-wasm';

// SHA-256 beside the main thread. One file at a time per number; the bytes come piece by piece, in order.

/** `end` asks for the hash and forgets the file. */
export type HashMessage =
  | { readonly number: number; readonly do: 'update'; readonly bytes: Uint8Array }
  | { readonly number: number; readonly do: 'end' };

/** `hash` answers an `end`; without it, it says that an update's bytes were taken in. */
export interface HashAnswer {
  readonly number: number;
  readonly hash?: string;
}

const hashers = new Map<number, Promise<IHasher>>();

addEventListener('message', ({ data }: MessageEvent<HashMessage>) => {
  void answer(data).then((said) => postMessage(said));
});

async function answer(message: HashMessage): Promise<HashAnswer> {
  const { number } = message;
  const hasher = await hasherOf(number);
  if (message.do === 'update') {
    hasher.update(message.bytes);
    return { number };
  }
  hashers.delete(number);
  return { number, hash: hasher.digest('hex') };
}

function hasherOf(number: number): Promise<IHasher> {
  const known = hashers.get(number);
  if (known) return known;
  const made = createSHA256().then((hasher) => hasher.init());
  hashers.set(number, made);
  return made;
}
