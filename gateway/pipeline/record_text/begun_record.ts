import type { LedgerClaim } from "../../../shared/transport/reservation_ledger.ts";
import { type JsonWriter, pieceOf } from "../../records/json_writer.ts";
import type { RecordDraft } from "../../records/record_log.ts";
import type { Exchange } from "../exchange.ts";
import { NOTHING_KNOWN } from "../meter.ts";
import type { RequestLabels } from "../request_labels.ts";
import { writeAskedFirst } from "./write_asked.ts";
import { writeCharges } from "./write_limits.ts";
import { writeOddities, writeTarget } from "./write_target.ts";

/** The record that a request about to be dispatched has if its process dies before it ends. */
export class BegunRecord implements RecordDraft {
  readonly #exchange: Exchange;
  readonly #claims: readonly LedgerClaim[];
  readonly #labels: RequestLabels;

  /** `claims`: what budgets are charged then. */
  constructor(exchange: Exchange, { claims, labels }: { claims: readonly LedgerClaim[]; labels: RequestLabels }) {
    this.#exchange = exchange;
    this.#claims = claims;
    this.#labels = labels;
  }

  get id(): string {
    return this.#exchange.id;
  }

  write(into: JsonWriter): void {
    const exchange = this.#exchange;
    exchange.askedPlace = writeAskedFirst(into, exchange, this.#labels);
    writeTarget(into, exchange);
    writeCharges(into, { limits: exchange.limits, claims: this.#claims });
    writeOddities(into, exchange);
    into.piece(NOTHING_YET);
    into.milliseconds(exchange.queueMs);
    into.piece(OBJECT_ENDS);
  }
}

const { tokens, costNanoUsd, priceVersion } = NOTHING_KNOWN;
const INTERRUPTED = {
  modelServed: null,
  attempts: [],
  outcome: "interrupted",
  status: 0,
  errorCode: "process_interrupted",
  tokens,
  costNanoUsd,
  priceVersion,
};
/** The same for all of them, but for the time that they queued. */
const NOTHING_YET = pieceOf(
  `,${JSON.stringify(INTERRUPTED).slice(1, -1)},"timings":{"overheadMs":0,"ttftMs":null,"totalMs":0,"queueMs":`,
);
const OBJECT_ENDS = pieceOf("}");
