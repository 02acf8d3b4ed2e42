/** The same bytes in memory of their own: for who keeps a piece of a stream for longer than it takes to pass it on. */
export function unshared(piece: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return piece.length < piece.buffer.byteLength ? piece.slice() : piece;
}
