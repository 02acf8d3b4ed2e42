import { smallBytes, writeLatin1 } from "../streams/small_bytes.ts";
import { isAscii, type JsonMembers, locateJsonMembers } from "./json_members.ts";

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
  const members = locateJsonMembers(bytes, object);
  if (members === null) return encoder.encode(JSON.stringify(changed(object, changes)));
  const spliced = changes.size === 1 ? replaceText(bytes, members, changes) : null;
  if (spliced !== null) return spliced;
  return removes(members, changes) ? rebuild(bytes, members, changes) : replace(bytes, members, changes);
}

/** Sets one member to a plain text, which is all that most requests need; null where it is more than that. */
function replaceText(
  bytes: Uint8Array<ArrayBuffer>,
  members: JsonMembers,
  changes: JsonChanges,
): Uint8Array<ArrayBuffer> | null {
  const [only] = changes;
  if (only === undefined || typeof only[1] !== "string") return null;
  const index = members.indexOf(only[0]);
  const value = JSON.stringify(only[1]);
  if (index < 0 || !isAscii(value)) return null;
  const start = members.valueStart(index);
  const end = members.valueEnd(index);
  const spliced = smallBytes(bytes.length - (end - start) + value.length);
  spliced.set(bytes.subarray(0, start));
  writeLatin1(spliced, start, value);
  spliced.set(bytes.subarray(end), start + value.length);
  return spliced;
}

const encoder = new TextEncoder();
const COMMA = encoder.encode(",");

function changed(object: Readonly<Record<string, unknown>>, changes: JsonChanges): Record<string, unknown> {
  const result = { ...object };
  // A value of undefined is left out by JSON.stringify.
  for (const [key, value] of changes) result[key] = value;
  return result;
}

function removes(members: JsonMembers, changes: JsonChanges): boolean {
  for (const [key, value] of changes) if (value === undefined && members.indexOf(key) >= 0) return true;
  return false;
}

/** The changes of the members that there are, by their places. */
function changesByIndex(members: JsonMembers, changes: JsonChanges): Map<number, [key: string, value: unknown]> {
  const byIndex = new Map<number, [key: string, value: unknown]>();
  for (const change of changes) {
    const index = members.indexOf(change[0]);
    if (index >= 0) byIndex.set(index, change);
  }
  return byIndex;
}

function replace(bytes: Uint8Array<ArrayBuffer>, members: JsonMembers, changes: JsonChanges): Uint8Array<ArrayBuffer> {
  const byIndex = changesByIndex(members, changes);
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (let index = 0; index < members.count; index++) {
    const change = byIndex.get(index);
    if (change === undefined) continue;
    pieces.push(bytes.subarray(from, members.valueStart(index)), encodeValue(change[1]));
    from = members.valueEnd(index);
  }
  pieces.push(bytes.subarray(from, members.closeAt));
  const added = addedMembers(members, changes);
  if (added.length > 0) pieces.push(encoder.encode((members.count > 0 ? "," : "") + added.join(",")));
  pieces.push(bytes.subarray(members.closeAt));
  return concatenate(pieces);
}

function rebuild(bytes: Uint8Array<ArrayBuffer>, members: JsonMembers, changes: JsonChanges): Uint8Array<ArrayBuffer> {
  const byIndex = changesByIndex(members, changes);
  const kept: Uint8Array[] = [];
  for (let index = 0; index < members.count; index++) {
    const change = byIndex.get(index);
    if (change === undefined) kept.push(bytes.subarray(members.keyStart(index), members.valueEnd(index)));
    else if (change[1] !== undefined) kept.push(encoder.encode(memberText(...change)));
  }
  for (const added of addedMembers(members, changes)) kept.push(encoder.encode(added));
  const pieces: Uint8Array[] = [encoder.encode("{")];
  kept.forEach((member, index) => index === 0 ? pieces.push(member) : pieces.push(COMMA, member));
  pieces.push(encoder.encode("}"));
  return concatenate(pieces);
}

function addedMembers(members: JsonMembers, changes: JsonChanges): string[] {
  const added: string[] = [];
  for (const [key, value] of changes) {
    if (value !== undefined && members.indexOf(key) < 0) added.push(memberText(key, value));
  }
  return added;
}

function memberText(key: string, value: unknown): string {
  return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
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
