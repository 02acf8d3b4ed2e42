import { type JsonWriter, pieceOf } from "./json_writer.ts";
import type { BeginEstimate, RecordDraft } from "./record_log.ts";

/**
 * The lines of one process's spool.
 *
 * That of a finished record is `{"type":"record","record":<the record>}`, written so by us alone: the record's bytes are cut
 * out of it and travel as they are. Its number is written last, into room that was left for it: it is given when the line is
 * written to disk.
 */
export class RecordLines {
  readonly #recordHead: Uint8Array;
  /** Where a line's number ends. */
  readonly #numberEnd: number;

  constructor(instance: string) {
    const beforeNumber = `${HEAD}{"sequence":{"instance":${JSON.stringify(instance)},"n":${" ".repeat(NUMBER_LENGTH)}`;
    this.#recordHead = pieceOf(`${beforeNumber}},`);
    this.#numberEnd = pieceOf(beforeNumber).length;
  }

  /** Writes a begin line. */
  begin(into: JsonWriter, draft: RecordDraft, { reservationId, nanoUsd }: BeginEstimate): void {
    into.piece(BEGIN_HEAD);
    into.string(reservationId);
    into.piece(ESTIMATE);
    into.number(nanoUsd);
    into.piece(BEGUN_RECORD);
    draft.write(into);
    into.piece(TAIL);
  }

  /** Writes a record's line but for its number. */
  record(into: JsonWriter, draft: RecordDraft): void {
    into.piece(this.#recordHead);
    draft.write(into);
    into.piece(TAIL);
  }

  /** Puts a number into the record's line that begins at `from`, in place of any that it had. */
  number(bytes: Uint8Array, from: number, n: number): void {
    const end = from + this.#numberEnd;
    bytes.fill(SPACE, end - NUMBER_LENGTH, end);
    let index = end;
    for (let rest = n; rest > 0; rest = Math.floor(rest / 10)) bytes[--index] = ZERO + rest % 10;
  }
}

/** A whole record's JSON in its line, which is `bytes` between `from` and `to` with its newline; a view of the same memory. */
export function recordIn(bytes: Uint8Array<ArrayBuffer>, from: number, to: number): Uint8Array<ArrayBuffer> {
  return bytes.subarray(from + HEAD.length, to - 2);
}

const HEAD = '{"type":"record","record":';
const BEGIN_HEAD = pieceOf('{"type":"begin","reservationId":');
const ESTIMATE = pieceOf(',"estimatedNanoUsd":');
const BEGUN_RECORD = pieceOf(',"record":{');
const TAIL = pieceOf("}}\n");
/** Digits of the largest safe integer. */
const NUMBER_LENGTH = 16;
const SPACE = 32;
const ZERO = 48;
