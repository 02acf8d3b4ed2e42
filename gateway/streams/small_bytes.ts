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
  makeRoom(length);
  return taken(length);
}

/** Encodes a piece of a stream; small ones share memory. Whoever keeps one for long makes it `unshared`. */
export function encodePiece(text: string): Uint8Array<ArrayBuffer> {
  // A UTF-16 unit becomes three bytes at most.
  const bytesMax = text.length * 3;
  if (bytesMax > SHARED_BYTES_MAX) return encoder.encode(text);
  makeRoom(bytesMax);
  return taken(encoder.encodeInto(text, new Uint8Array(memory, used, bytesMax)).written);
}

/** Writes a text of characters up to 0xff, a byte each. */
export function writeLatin1(into: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) into[at + index] = text.charCodeAt(index);
}

function makeRoom(length: number): void {
  if (used + length <= MEMORY_BYTES) return;
  memory = new ArrayBuffer(MEMORY_BYTES);
  used = 0;
}

function taken(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(memory, used, length);
  used += length;
  return bytes;
}

const MEMORY_BYTES = 8 * 1024;
const SHARED_BYTES_MAX = 2 * 1024;

const encoder = new TextEncoder();
let memory = new ArrayBuffer(MEMORY_BYTES);
let used = 0;
