import { type JsonWriter, pieceOf } from "../../records/json_writer.ts";
import type { AppliedLimits, Exchange } from "../exchange.ts";
import type { RequestLabels } from "../request_labels.ts";
import { dialectPiece, keyPiece, routePiece } from "./record_pieces.ts";
import { writeVerdicts } from "./write_limits.ts";
import { writeObject } from "./write_object.ts";

/** Where a request's begin line says what its record says as well; numbers alone, which keep no memory alive. */
export interface AskedPlace {
  memory: number;
  from: number;
  to: number;
  /** The only part of it that could be another by then. */
  verdicts: AppliedLimits["verdicts"] | null;
}

/** Writes what is known of a request before it is dispatched and does not change any more: the beginning of a record. */
export function writeAsked(into: JsonWriter, exchange: Exchange, labels: RequestLabels): void {
  const { id, ts, key, caller, route, dialect, asked } = exchange;
  into.piece(keyPiece(key!));
  if (caller === null) into.piece(NO_REVISION);
  else into.piece(routePiece(caller.tenant.revision, route?.route ?? null));
  into.piece(dialectPiece(dialect.name, asked?.facts.stream ?? false));
  into.ascii(id);
  into.piece(TS);
  into.number(ts);
  into.piece(MODEL_ASKED);
  into.string(asked?.facts.model ?? null);
  into.piece(ESTIMATED_TOKENS);
  into.number(asked?.estimatedTokens ?? 0);
  into.piece(MAX_TOKENS_ASKED);
  into.number(asked?.facts.maxTokensAsked ?? null);
  into.piece(END_USER);
  into.string(asked?.endUser ?? null);
  into.piece(TAGS);
  writeObject(into, labels.tags);
  writeOrigin(into, exchange, labels);
  writeVerdicts(into, exchange.limits);
}

/** Writes it, and answers where. */
export function writeAskedFirst(into: JsonWriter, exchange: Exchange, labels: RequestLabels): AskedPlace {
  const from = into.place;
  const { memory } = into;
  writeAsked(into, exchange, labels);
  const to = into.place;
  // Where the memory changed meanwhile the place means nothing, and `again()` says so.
  return { memory, from, to, verdicts: exchange.limits?.verdicts ?? null };
}

/** Writes it a second time: copies it as long as the begin line's memory is still written to. */
export function writeAskedAgain(into: JsonWriter, exchange: Exchange, labels: RequestLabels): void {
  const place = exchange.askedPlace;
  if (place !== null && place.verdicts === (exchange.limits?.verdicts ?? null)) {
    if (into.again(place.memory, place.from, place.to)) return;
  }
  writeAsked(into, exchange, labels);
}

function writeOrigin(into: JsonWriter, { bodies, origin }: Exchange, { traceId }: RequestLabels): void {
  if (bodies !== null) {
    into.piece(COMMA);
    into.members({ bodies: bodies.mark });
  }
  const replayOf = origin?.replayOf ?? null;
  if (replayOf === null && traceId === null) return into.piece(NO_ORIGIN);
  into.piece(REPLAY_OF);
  into.string(replayOf);
  into.piece(TRACE_ID);
  into.string(traceId);
}

const COMMA = pieceOf(",");
const NO_REVISION = pieceOf(',"revision":null,"routeName":null');
const TS = pieceOf('","ts":');
const MODEL_ASKED = pieceOf(',"modelAsked":');
const ESTIMATED_TOKENS = pieceOf(',"estimatedTokens":');
const MAX_TOKENS_ASKED = pieceOf(',"maxTokensAsked":');
const END_USER = pieceOf(',"endUser":');
const TAGS = pieceOf(',"tags":');
const NO_ORIGIN = pieceOf(',"replayOf":null,"traceId":null');
const REPLAY_OF = pieceOf(',"replayOf":');
const TRACE_ID = pieceOf(',"traceId":');
