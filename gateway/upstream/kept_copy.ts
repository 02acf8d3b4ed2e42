/**
 * Copies a part of `bytes` into memory that nothing is written to again. Small copies share a larger piece of memory, since
 * an allocation of its own costs a chunk of a stream more than all the rest of its copy; whoever keeps such a copy for long
 * keeps up to 8 KiB with it.
 */
export function keptCopy(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): Uint8Array<ArrayBuffer> {
  const length = end - start;
  if (length > SHARED_BYTES_MAX) return bytes.slice(start, end);
  if (used + length > PIECE_BYTES) {
    piece = new ArrayBuffer(PIECE_BYTES);
    used = 0;
  }
  const copy = new Uint8Array(piece, used, length);
  used += length;
  copy.set(bytes.subarray(start, end));
  return copy;
}

const PIECE_BYTES = 8 * 1024;
const SHARED_BYTES_MAX = 1024;

let piece = new ArrayBuffer(PIECE_BYTES);
let used = 0;
