import { type JsonWriter, pieceOf } from "../../records/json_writer.ts";

/** Writes an object that is empty more often than not. */
export function writeObject(into: JsonWriter, object: Readonly<Record<string, unknown>>): void {
  for (const _name in object) return into.json(object);
  into.piece(EMPTY);
}

const EMPTY = pieceOf("{}");
