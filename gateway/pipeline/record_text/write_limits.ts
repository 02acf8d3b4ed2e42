import type { PolicyVerdict } from "../../../shared/contracts/policy.ts";
import { chargesBudget } from "../../../shared/policy/actual_claims.ts";
import type { LedgerClaim } from "../../../shared/transport/reservation_ledger.ts";
import { type JsonWriter, pieceOf } from "../../records/json_writer.ts";
import type { Exchange } from "../exchange.ts";
import { verdictPiece } from "./record_pieces.ts";

/** Writes what each limit said of a request, and what its budgets are charged. */
export function writeLimits(into: JsonWriter, { limits }: Exchange, claims: readonly LedgerClaim[]): void {
  if (limits === null) return into.piece(NO_LIMITS);
  into.piece(POLICY_VERDICTS);
  const { verdicts } = limits;
  for (let index = 0; index < verdicts.length; index++) {
    if (index > 0) into.piece(COMMA);
    writeVerdict(into, verdicts[index]!);
  }
  into.piece(CHARGES);
  writeCharges(into, claims);
  into.piece(LEDGER_EPOCH);
  into.name(limits.held?.open.epoch ?? null);
}

function writeVerdict(into: JsonWriter, verdict: PolicyVerdict): void {
  const { counterKey, remaining, resetAt } = verdict;
  if (counterKey === undefined || remaining === undefined) return into.json(verdict);
  into.piece(verdictPiece(verdict, counterKey));
  into.name(verdict.verdict);
  into.piece(REMAINING);
  into.number(remaining);
  if (resetAt !== undefined) {
    into.piece(RESET_AT);
    into.number(resetAt);
  }
  into.piece(OBJECT_ENDS);
}

/** Budgets that are charged nothing are left out. */
function writeCharges(into: JsonWriter, claims: readonly LedgerClaim[]): void {
  let isFirst = true;
  for (let index = 0; index < claims.length; index++) {
    const claim = claims[index]!;
    if (!chargesBudget(claim)) continue;
    into.piece(isFirst ? COUNTER_KEY : NEXT_COUNTER_KEY);
    isFirst = false;
    into.name(claim.counterKey);
    into.piece(PERIOD);
    into.name(claim.period);
    into.piece(PERIOD_START);
    into.number(claim.periodStart);
    into.piece(PERIOD_END);
    into.number(claim.periodEnd);
    into.piece(NANO_USD);
    into.number(claim.amount);
    into.piece(OBJECT_ENDS);
  }
}

const COMMA = pieceOf(",");
const OBJECT_ENDS = pieceOf("}");
const NO_LIMITS = pieceOf(',"policyVerdicts":[],"charges":[],"ledgerEpoch":null');
const POLICY_VERDICTS = pieceOf(',"policyVerdicts":[');
const REMAINING = pieceOf(',"remaining":');
const RESET_AT = pieceOf(',"resetAt":');
const CHARGES = pieceOf('],"charges":[');
const COUNTER_KEY = pieceOf('{"counterKey":');
const NEXT_COUNTER_KEY = pieceOf(',{"counterKey":');
const PERIOD = pieceOf(',"period":');
const PERIOD_START = pieceOf(',"periodStart":');
const PERIOD_END = pieceOf(',"periodEnd":');
const NANO_USD = pieceOf(',"nanoUsd":');
const LEDGER_EPOCH = pieceOf('],"ledgerEpoch":');
