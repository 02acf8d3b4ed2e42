import { type JsonObjectSpan, locateJsonMembers } from "./json_members.ts";

/** What is to become of members of a JSON object: a value that is set, or `undefined` for one that is taken out. */
export type JsonChanges = ReadonlyMap<string, unknown>;

/**
 * Changes top-level members of a JSON object in its bytes and leaves every other byte as it is (white space between
 * members goes when one is taken out). `object` is what `bytes` parse to; it is written out anew where splicing would not
 * be safe, see `locateJsonMembers`.
 */
export function spliceJson(
  bytes: Uint8Array<ArrayBuffer>,
  object: Readonly<Record<string, unknown>>,
  changes: JsonChanges,
): Uint8Array<ArrayBuffer> {
  if (changes.size === 0) return bytes;
  const span = locateJsonMembers(bytes);
  if (span === null) return encoder.encode(JSON.stringify(changed(object, changes)));
  return removes(span, changes) ? rebuild(bytes, span, changes) : replace(bytes, span, changes);
}

const encoder = new TextEncoder();
const COMMA = encoder.encode(",");

function changed(object: Readonly<Record<string, unknown>>, changes: JsonChanges): Record<string, unknown> {
  const result = { ...object };
  // A value of undefined is left out by JSON.stringify.
  for (const [key, value] of changes) result[key] = value;
  return result;
}

function removes(span: JsonObjectSpan, changes: JsonChanges): boolean {
  return span.members.some((member) => changes.has(member.key) && changes.get(member.key) === undefined);
}

function replace(bytes: Uint8Array<ArrayBuffer>, span: JsonObjectSpan, changes: JsonChanges): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (const member of span.members) {
    if (!changes.has(member.key)) continue;
    pieces.push(bytes.subarray(from, member.valueStart), encodeValue(changes.get(member.key)));
    from = member.valueEnd;
  }
  pieces.push(bytes.subarray(from, span.closeAt));
  const added = addedMembers(span, changes);
  if (added.length > 0) pieces.push(encoder.encode((span.members.length > 0 ? "," : "") + added.join(",")));
  pieces.push(bytes.subarray(span.closeAt));
  return concatenate(pieces);
}

function rebuild(bytes: Uint8Array<ArrayBuffer>, span: JsonObjectSpan, changes: JsonChanges): Uint8Array<ArrayBuffer> {
  const members: Uint8Array[] = [];
  for (const member of span.members) {
    if (!changes.has(member.key)) {
      members.push(bytes.subarray(member.keyStart, member.valueEnd));
      continue;
    }
    const value = changes.get(member.key);
    if (value !== undefined) members.push(encoder.encode(`${JSON.stringify(member.key)}:${JSON.stringify(value)}`));
  }
  for (const added of addedMembers(span, changes)) members.push(encoder.encode(added));
  const pieces: Uint8Array[] = [encoder.encode("{")];
  members.forEach((member, index) => index === 0 ? pieces.push(member) : pieces.push(COMMA, member));
  pieces.push(encoder.encode("}"));
  return concatenate(pieces);
}

function addedMembers(span: JsonObjectSpan, changes: JsonChanges): string[] {
  const present = new Set(span.members.map((member) => member.key));
  const added: string[] = [];
  for (const [key, value] of changes) {
    if (!present.has(key) && value !== undefined) added.push(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
  }
  return added;
}

function encodeValue(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
