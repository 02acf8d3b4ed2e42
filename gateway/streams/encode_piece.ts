/**
 * Encodes a piece of a stream. Small pieces share memory, as in `keptCopy`: an allocation of its own costs more than all the
 * rest. Whoever keeps one for long makes it `unshared`.
 */
export function encodePiece(text: string): Uint8Array<ArrayBuffer> {
  // A UTF-16 unit becomes three bytes at most.
  const bytesMax = text.length * 3;
  if (bytesMax > SHARED_BYTES_MAX) return encoder.encode(text);
  if (used + bytesMax > MEMORY_BYTES) {
    memory = new ArrayBuffer(MEMORY_BYTES);
    used = 0;
  }
  const { written } = encoder.encodeInto(text, new Uint8Array(memory, used, bytesMax));
  const piece = new Uint8Array(memory, used, written);
  used += written;
  return piece;
}

const SHARED_BYTES_MAX = 2 * 1024;
const MEMORY_BYTES = 8 * 1024;

const encoder = new TextEncoder();
let memory = new ArrayBuffer(MEMORY_BYTES);
let used = 0;
