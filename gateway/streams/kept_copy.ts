/**
 * Copies a part of `bytes` into memory that nothing is written to again. Whoever keeps such a copy for long keeps up to
 * 8 KiB with it, see `smallBytes`.
 */
export function keptCopy(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): Uint8Array<ArrayBuffer> {
  const copy = smallBytes(end - start);
  copy.set(bytes.subarray(start, end));
  return copy;
}

/**
 * Memory for so many bytes, which hold anything and are all to be written. Small pieces share a larger one, since an
 * allocation of its own costs a chunk of a stream more than all the rest of its copy.
 */
export function smallBytes(length: number): Uint8Array<ArrayBuffer> {
  if (length > SHARED_BYTES_MAX) return new Uint8Array(length);
  if (used + length > PIECE_BYTES) {
    piece = new ArrayBuffer(PIECE_BYTES);
    used = 0;
  }
  const bytes = new Uint8Array(piece, used, length);
  used += length;
  return bytes;
}

const PIECE_BYTES = 8 * 1024;
const SHARED_BYTES_MAX = 2 * 1024;

let piece = new ArrayBuffer(PIECE_BYTES);
let used = 0;
