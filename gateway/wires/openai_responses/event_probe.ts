/**
 * Whether the event that lies in `buffer` from `start` up to `end` only carries a piece of something (`response.….delta`),
 * so that it may pass without being parsed. It is told by its name and by the first member of its data, which must agree;
 * an event that is written in any other way is worth a closer look, and so is one whose data does not end as an object.
 *
 * Reads some hundred bytes whatever the event's length.
 */
export function isDeltaEvent(buffer: Uint8Array, start: number, end: number): boolean {
  if (!startsWith(buffer, start, end, EVENT)) return false;
  const nameStart = start + EVENT.length;
  let nameEnd = nameStart;
  while (nameEnd < end && buffer[nameEnd]! > CARRIAGE_RETURN) nameEnd++;
  if (!startsWith(buffer, nameEnd - DELTA.length, nameEnd, DELTA)) return false;
  let at = buffer[nameEnd] === CARRIAGE_RETURN ? nameEnd + 1 : nameEnd;
  if (buffer[at] !== LINE_FEED || !startsWith(buffer, at + 1, end, DATA)) return false;
  at += 1 + DATA.length;
  const nameLength = nameEnd - nameStart;
  if (at + nameLength >= end || buffer[at + nameLength] !== QUOTE) return false;
  for (let i = 0; i < nameLength; i++) if (buffer[at + i] !== buffer[nameStart + i]) return false;
  return lastVisible(buffer, at, end) === CLOSE_BRACE;
}

const encode = (text: string) => new TextEncoder().encode(text);
const EVENT = encode("event: response.");
const DELTA = encode(".delta");
const DATA = encode('data: {"type":"response.');
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
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
