/** Bytes; no server explains an error at greater length. */
const longestError = 64 * 1024;

/** The text of an answer that came instead of a file. */
export async function beginOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    pieces.push(piece);
    length += piece.length;
    if (length >= longestError) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}
