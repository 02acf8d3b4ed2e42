import type { Attempt } from "../../../shared/contracts/request_record.ts";
import { type JsonWriter, pieceOf } from "../../records/json_writer.ts";
import { completedPiece } from "./record_pieces.ts";

/** Writes the calls of providers that were made. */
export function writeAttempts(into: JsonWriter, attempts: readonly Attempt[]): void {
  if (attempts.length === 0) return into.piece(NO_ATTEMPTS);
  into.piece(ATTEMPTS);
  const last = attempts.length - 1;
  for (let index = 0; index <= last; index++) {
    writeAttempt(into, attempts[index]!);
    into.piece(index < last ? NEXT : LIST_ENDS);
  }
}

function writeAttempt(into: JsonWriter, attempt: Attempt): void {
  const { outcome, errorClass, status, error } = attempt;
  if (outcome === "completed" && errorClass === null && status === 200 && error === null) {
    into.piece(completedPiece(attempt));
  } else {
    const { target: { provider, model }, credentialId } = attempt;
    into.piece(OBJECT_BEGINS);
    into.members({ target: { provider, model }, credentialId, outcome, errorClass, status, error });
    into.piece(STARTED_AT);
  }
  into.number(attempt.startedAt);
  into.piece(FIRST_BYTE_MS);
  into.milliseconds(attempt.firstByteMs);
  into.piece(END_MS);
  into.milliseconds(attempt.endMs);
}

const NO_ATTEMPTS = pieceOf(',"attempts":[]');
const ATTEMPTS = pieceOf(',"attempts":[');
const OBJECT_BEGINS = pieceOf("{");
const STARTED_AT = pieceOf(',"startedAt":');
const FIRST_BYTE_MS = pieceOf(',"firstByteMs":');
const END_MS = pieceOf(',"endMs":');
const NEXT = pieceOf("},");
const LIST_ENDS = pieceOf("}]");
