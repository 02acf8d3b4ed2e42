import type { Attempt } from "../../../shared/contracts/request_record.ts";
import { type JsonWriter, pieceOf } from "../../records/json_writer.ts";
import { attemptPiece } from "./record_pieces.ts";

/** Writes the calls of providers that were made. */
export function writeAttempts(into: JsonWriter, attempts: readonly Attempt[]): void {
  into.piece(ATTEMPTS);
  for (let index = 0; index < attempts.length; index++) {
    if (index > 0) into.piece(COMMA);
    const attempt = attempts[index]!;
    into.piece(attemptPiece(attempt));
    into.number(attempt.startedAt);
    into.piece(FIRST_BYTE_MS);
    into.milliseconds(attempt.firstByteMs);
    into.piece(END_MS);
    into.milliseconds(attempt.endMs);
    const { outcome, errorClass, status, error } = attempt;
    if (outcome === "completed" && errorClass === null && status === 200 && error === null) {
      into.piece(COMPLETED);
    } else {
      into.piece(COMMA);
      into.members({ outcome, errorClass, status, error });
      into.piece(OBJECT_ENDS);
    }
  }
  into.piece(LIST_ENDS);
}

const COMMA = pieceOf(",");
const OBJECT_ENDS = pieceOf("}");
const LIST_ENDS = pieceOf("]");
const ATTEMPTS = pieceOf(',"attempts":[');
const FIRST_BYTE_MS = pieceOf(',"firstByteMs":');
const END_MS = pieceOf(',"endMs":');
const COMPLETED = pieceOf(',"outcome":"completed","errorClass":null,"status":200,"error":null}');
