/** A whole line of a segment. */
export interface SegmentLine {
  /** With its newline; the memory is used again for what follows. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The offset after the line's newline. */
  end: number;
}

const CHUNK_BYTES = 256 * 1_024;
const NEWLINE = 10;

/**
 * Reads the whole lines of a segment from an offset on until `visit` answers false or the file ends. A last line without
 * a newline is left out: a kill tore it, or it is being written. Memory is bounded by the longest line.
 */
export async function visitSegmentLines(
  path: string,
  offset: number,
  visit: (line: SegmentLine) => boolean,
): Promise<void> {
  const file = await Deno.open(path, { read: true });
  try {
    await file.seek(offset, Deno.SeekMode.Start);
    await visitLines(file, offset, visit);
  } finally {
    file.close();
  }
}

async function visitLines(file: Deno.FsFile, start: number, visit: (line: SegmentLine) => boolean): Promise<void> {
  const chunk = new Uint8Array(CHUNK_BYTES);
  let held = new Uint8Array(0);
  let heldFrom = start;
  for (let read = await file.read(chunk); read !== null; read = await file.read(chunk)) {
    const bytes = join(held, chunk.subarray(0, read));
    let from = 0;
    for (let to = bytes.indexOf(NEWLINE, held.length); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
      const line = { bytes: bytes.subarray(from, to + 1), end: heldFrom + to + 1 };
      if (!visit(line)) return;
      from = to + 1;
    }
    held = bytes.slice(from);
    heldFrom += from;
  }
}

function join(head: Uint8Array<ArrayBuffer>, tail: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (head.length === 0) return tail;
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
