import type { LedgerClaim } from "../../../shared/transport/reservation_ledger.ts";
import { type JsonWriter, pieceOf } from "../../records/json_writer.ts";
import type { RecordDraft } from "../../records/record_log.ts";
import type { Exchange } from "../exchange.ts";
import type { Metered } from "../meter.ts";
import type { Ending } from "../record.ts";
import type { RequestLabels } from "../request_labels.ts";
import { writeAskedAgain } from "./write_asked.ts";
import { writeAttempts } from "./write_attempts.ts";
import { writeCharges } from "./write_limits.ts";
import { writeOddities, writeTarget } from "./write_target.ts";
import { writeTimings, writeUse } from "./write_use.ts";

/** What a request is put on record with beside what it gathered on its way. */
export interface RecordedEnding {
  ending: Ending;
  metered: Metered;
  totalMs: number;
  /** What budgets are charged is told of them. */
  claims: readonly LedgerClaim[];
  labels: RequestLabels;
}

/**
 * The record of a request whose key is known, as it stands when it is written: a line is made of it without an object of its
 * forty fields in between. Every field of `UnnumberedRecord` is here, in its order as far as that matters to nobody.
 */
export class ExchangeRecord implements RecordDraft {
  readonly #exchange: Exchange;
  readonly #ended: RecordedEnding;

  constructor(exchange: Exchange, ended: RecordedEnding) {
    this.#exchange = exchange;
    this.#ended = ended;
  }

  get id(): string {
    return this.#exchange.id;
  }

  write(into: JsonWriter): void {
    const exchange = this.#exchange;
    const { ending, metered, totalMs, claims, labels } = this.#ended;
    writeAskedAgain(into, exchange, labels);
    writeTarget(into, exchange);
    writeEnding(into, exchange, ending);
    writeAttempts(into, exchange.attempts);
    writeCharges(into, { limits: exchange.limits, claims });
    writeOddities(into, exchange);
    writeUse(into, metered);
    writeTimings(into, exchange, totalMs);
  }
}

function writeEnding(into: JsonWriter, { candidate }: Exchange, { outcome, status, errorCode, use }: Ending): void {
  if (outcome === "completed" && status === 200 && errorCode === null) {
    into.piece(COMPLETED);
  } else {
    into.piece(COMMA);
    into.members({ outcome, status, errorCode });
    into.piece(MODEL_SERVED);
  }
  const served = use === null ? null : use.facts.modelServed ?? candidate?.target.model ?? null;
  into.string(served !== null && served.length > MODEL_LENGTH_MAX ? served.slice(0, MODEL_LENGTH_MAX) : served);
}

const MODEL_LENGTH_MAX = 256;

const COMMA = pieceOf(",");
const COMPLETED = pieceOf(',"outcome":"completed","status":200,"errorCode":null,"modelServed":');
const MODEL_SERVED = pieceOf(',"modelServed":');
