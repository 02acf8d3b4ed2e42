import { REQUEST_RECORD_SCHEMA } from "../../../shared/contracts/request_record.ts";
import type { LedgerClaim } from "../../../shared/transport/reservation_ledger.ts";
import { type JsonWriter, pieceOf } from "../../records/json_writer.ts";
import type { RecordDraft } from "../../records/record_log.ts";
import type { Exchange } from "../exchange.ts";
import type { Metered } from "../meter.ts";
import type { Ending } from "../record.ts";
import type { RequestLabels } from "../request_labels.ts";
import { dialectPiece, keyPiece, outcomePiece, routePiece, targetPiece } from "./record_pieces.ts";
import { writeAttempts } from "./write_attempts.ts";
import { writeLimits } from "./write_limits.ts";
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
    const ended = this.#ended;
    writeCaller(into, exchange, ended.labels);
    writeRequest(into, exchange);
    writeTarget(into, exchange, ended.ending);
    writeAttempts(into, exchange.attempts);
    into.piece(outcomePiece(ended.ending.outcome));
    into.number(ended.ending.status);
    into.piece(ERROR_CODE);
    into.name(ended.ending.errorCode);
    writeLimits(into, exchange, ended.claims);
    writeOddities(into, exchange);
    writeUse(into, exchange, ended.metered);
    writeTimings(into, exchange, ended.totalMs);
    writeOrigin(into, exchange, ended.labels);
  }
}

function writeCaller(into: JsonWriter, { id, ts, key, asked }: Exchange, { tags }: RequestLabels): void {
  into.piece(SCHEMA_AND_ID);
  into.ascii(id);
  into.piece(TS);
  into.number(ts);
  into.piece(keyPiece(key!));
  into.piece(END_USER);
  into.string(asked?.endUser ?? null);
  into.piece(TAGS);
  writeObject(into, tags);
}

function writeRequest(into: JsonWriter, { caller, route, dialect, asked }: Exchange): void {
  if (caller === null) into.piece(NO_REVISION);
  else into.piece(routePiece(caller.tenant.revision, route?.route ?? null));
  into.piece(CONDITION_INPUTS);
  writeObject(into, route === null ? NOTHING : route.plan.seen);
  into.piece(dialectPiece(dialect.name, asked?.facts.stream ?? false));
  into.string(asked?.facts.model ?? null);
}

function writeTarget(into: JsonWriter, { candidate, provider, cache }: Exchange, { use }: Ending): void {
  const cached = cache === null || cache.answer === null ? null : cache.answer.target.provider;
  if (candidate !== null && (cached === null || cached === candidate.target.provider)) {
    into.piece(targetPiece(candidate, provider));
  } else {
    const kind = provider?.kind ?? null;
    into.piece(COMMA);
    into.members({ routePath: candidate?.path ?? [], provider: cached, providerKind: kind });
  }
  into.piece(MODEL_SERVED);
  const served = use === null ? null : use.facts.modelServed ?? candidate?.target.model ?? null;
  into.string(served !== null && served.length > MODEL_LENGTH_MAX ? served.slice(0, MODEL_LENGTH_MAX) : served);
}

/** What most requests have nothing of. */
function writeOddities(into: JsonWriter, { degradation, cache, droppedFields }: Exchange): void {
  if (degradation.length === 0 && droppedFields.length === 0 && cache === null) return into.piece(NO_ODDITIES);
  into.piece(COMMA);
  into.members({
    degradation,
    cacheHit: cache?.state === "hit",
    droppedFields: droppedFields.slice(0, DROPPED_FIELDS_MAX).map((field) => field.slice(0, 128)),
  });
}

function writeOrigin(into: JsonWriter, { bodies, origin }: Exchange, { traceId }: RequestLabels): void {
  if (bodies !== null) {
    into.piece(COMMA);
    into.members({ bodies: bodies.mark });
  }
  into.piece(REPLAY_OF);
  into.string(origin?.replayOf ?? null);
  into.piece(TRACE_ID);
  into.string(traceId);
}

function writeObject(into: JsonWriter, object: Readonly<Record<string, unknown>>): void {
  for (const _name in object) return into.json(object);
  into.piece(EMPTY_OBJECT);
}

const NOTHING: Readonly<Record<string, never>> = {};
/** A request with thousands of fields that a provider does not have needs no record of each. */
const DROPPED_FIELDS_MAX = 64;
const MODEL_LENGTH_MAX = 256;

const COMMA = pieceOf(",");
const EMPTY_OBJECT = pieceOf("{}");
const SCHEMA_AND_ID = pieceOf(`"schema":${REQUEST_RECORD_SCHEMA},"id":"`);
const TS = pieceOf('","ts":');
const END_USER = pieceOf(',"endUser":');
const TAGS = pieceOf(',"tags":');
const NO_REVISION = pieceOf(',"revision":null,"routeName":null');
const CONDITION_INPUTS = pieceOf(',"conditionInputs":');
const MODEL_SERVED = pieceOf(',"modelServed":');
const ERROR_CODE = pieceOf(',"errorCode":');
const NO_ODDITIES = pieceOf(',"degradation":[],"cacheHit":false,"droppedFields":[]');
const REPLAY_OF = pieceOf(',"replayOf":');
const TRACE_ID = pieceOf(',"traceId":');
