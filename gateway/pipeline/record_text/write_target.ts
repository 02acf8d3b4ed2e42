import { type JsonWriter, pieceOf } from "../../records/json_writer.ts";
import type { Exchange } from "../exchange.ts";
import { targetPiece } from "./record_pieces.ts";
import { writeObject } from "./write_object.ts";

/** Writes the way that a request took so far, to whom, and what its route looked at. */
export function writeTarget(into: JsonWriter, { candidate, provider, cache, route }: Exchange): void {
  const cached = cache === null || cache.answer === null ? null : cache.answer.target.provider;
  if (candidate !== null && (cached === null || cached === candidate.target.provider)) {
    into.piece(targetPiece(candidate, provider));
  } else {
    const kind = provider?.kind ?? null;
    into.piece(COMMA);
    into.members({ routePath: candidate?.path ?? [], provider: cached, providerKind: kind });
  }
  into.piece(CONDITION_INPUTS);
  writeObject(into, route === null ? NOTHING : route.plan.seen);
}

/** What most requests have nothing of. */
export function writeOddities(into: JsonWriter, { degradation, cache, droppedFields }: Exchange): void {
  const cacheHit = cache !== null && cache.state === "hit";
  if (degradation.length === 0 && droppedFields.length === 0 && !cacheHit) return into.piece(NO_ODDITIES);
  into.piece(COMMA);
  into.members({
    degradation,
    cacheHit,
    droppedFields: droppedFields.slice(0, DROPPED_FIELDS_MAX).map((field) => field.slice(0, 128)),
  });
}

const NOTHING: Readonly<Record<string, never>> = {};
/** A request with thousands of fields that a provider does not have needs no record of each. */
const DROPPED_FIELDS_MAX = 64;

const COMMA = pieceOf(",");
const CONDITION_INPUTS = pieceOf(',"conditionInputs":');
const NO_ODDITIES = pieceOf(',"degradation":[],"cacheHit":false,"droppedFields":[]');
