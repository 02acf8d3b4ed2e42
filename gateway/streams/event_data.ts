/**
 * The `data` of one event that lies in `buffer` from `start` up to `end`, decoded, its lines joined by LF; null when the
 * event has none (a comment, an empty line, other fields alone). `lines`: how many lines of the event are not empty, where
 * that is known.
 */
export function eventData(buffer: Uint8Array, start: number, end: number, lines?: number): string | null {
  const span = lines === 2 ? secondLineDataSpan(buffer, start, end) : singleDataSpan(buffer, start, end);
  if (span !== null) return decoder.decode(buffer.subarray(span.start, span.end));
  const text = decoder.decode(buffer.subarray(start, end));
  let data: string | null = null;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const value = dataOf(line);
    if (value !== null) data = data === null ? value : `${data}\n${value}`;
  }
  return data;
}

/**
 * Where the data of an event lies when it is one line, as it nearly always is; null when it must be put together. `lines`:
 * how many lines of the event are not empty, where that is known.
 */
export function singleDataSpan(
  buffer: Uint8Array,
  start: number,
  end: number,
  lines?: number,
): { start: number; end: number } | null {
  if (lines !== undefined && lines !== 1) return null;
  let from = skipMark(buffer, start, end);
  if (!isDataField(buffer, from, end)) return null;
  from += DATA_FIELD.length;
  if (buffer[from] === SPACE) from++;
  let until = end;
  while (until > from && isLineEnd(buffer[until - 1]!)) until--;
  if (lines !== 1) { for (let i = from; i < until; i++) if (isLineEnd(buffer[i]!)) return null; }
  return { start: from, end: until };
}

/** As `singleDataSpan`, of an event of two lines whose first is a field of another name (`event: …`). */
function secondLineDataSpan(buffer: Uint8Array, start: number, end: number): { start: number; end: number } | null {
  if (buffer[start]! <= CARRIAGE_RETURN || buffer[start] === DATA_FIELD[0] || buffer[start]! > LETTER_Z) return null;
  const lineFeed = buffer.indexOf(LINE_FEED, start);
  return lineFeed < 0 || lineFeed >= end ? null : singleDataSpan(buffer, lineFeed + 1, end, 1);
}

const decoder = new TextDecoder();
const DATA_FIELD = [0x64, 0x61, 0x74, 0x61, 0x3a];
const SPACE = 0x20;
const LETTER_Z = 0x7a;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

function isLineEnd(byte: number): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

/** Past a byte order mark, and past the LF that a CRLF cut between two chunks leaves behind. */
function skipMark(buffer: Uint8Array, start: number, end: number): number {
  let from = start;
  if (end - from >= 3 && buffer[from] === 0xef && buffer[from + 1] === 0xbb && buffer[from + 2] === 0xbf) from += 3;
  while (from < end && isLineEnd(buffer[from]!)) from++;
  return from;
}

function isDataField(buffer: Uint8Array, from: number, end: number): boolean {
  if (end - from < DATA_FIELD.length) return false;
  for (let i = 0; i < DATA_FIELD.length; i++) if (buffer[from + i] !== DATA_FIELD[i]) return false;
  return true;
}

function dataOf(line: string): string | null {
  if (line === "data") return "";
  if (!line.startsWith("data:")) return null;
  return line.charAt(5) === " " ? line.slice(6) : line.slice(5);
}
