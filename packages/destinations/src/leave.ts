/** Lets go of a body that nobody wants: unread, it would keep its connection from all who ask next. */
export async function leave(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of body) if (piece.length > 0) return;
}
