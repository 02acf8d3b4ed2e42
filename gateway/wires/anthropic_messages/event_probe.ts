/**
 * Whether the event that lies in `buffer` from `start` up to `end` only begins, continues or ends a block, so that it may
 * pass without being parsed. It is told by its name and by the first member of its data, which must agree; an event that
 * is written in any other way is worth a closer look, and so is one whose data does not end as an object.
 *
 * Reads some fifty bytes whatever the event's length.
 */
export function isBlockEvent(buffer: Uint8Array, start: number, end: number): boolean {
  if (!startsWith(buffer, start, end, NAME)) return false;
  let at = start + NAME.length;
  while (at < end && buffer[at]! > CARRIAGE_RETURN) at++;
  if (buffer[at] === CARRIAGE_RETURN) at++;
  if (buffer[at] !== LINE_FEED || !startsWith(buffer, at + 1, end, DATA)) return false;
  at += 1 + DATA.length;
  if (buffer[at] === SPACE) at++;
  return startsWith(buffer, at, end, TYPE) && lastVisible(buffer, at, end) === CLOSE_BRACE;
}

const encode = (text: string) => new TextEncoder().encode(text);
const NAME = encode("event: content_block_");
const DATA = encode('data: {"type":');
const TYPE = encode('"content_block_');
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const CLOSE_BRACE = 0x7d;

function startsWith(buffer: Uint8Array, start: number, end: number, expected: Uint8Array): boolean {
  if (end - start < expected.length) return false;
  for (let i = 0; i < expected.length; i++) if (buffer[start + i] !== expected[i]) return false;
  return true;
}

function lastVisible(buffer: Uint8Array, start: number, end: number): number | undefined {
  let at = end - 1;
  while (at > start && buffer[at]! <= SPACE) at--;
  return buffer[at];
}
