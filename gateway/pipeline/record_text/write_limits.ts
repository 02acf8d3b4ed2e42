import type { PolicyVerdict } from "../../../shared/contracts/policy.ts";
import { chargesBudget } from "../../../shared/policy/actual_claims.ts";
import type { LedgerClaim } from "../../../shared/transport/reservation_ledger.ts";
import { type JsonWriter, pieceOf } from "../../records/json_writer.ts";
import type { AppliedLimits } from "../exchange.ts";
import { chargePiece, verdictPiece } from "./record_pieces.ts";

/** Writes what each limit said of a request. */
export function writeVerdicts(into: JsonWriter, limits: AppliedLimits | null): void {
  if (limits === null || limits.verdicts.length === 0) return into.piece(NO_VERDICTS);
  into.piece(POLICY_VERDICTS);
  const { verdicts } = limits;
  const last = verdicts.length - 1;
  for (let index = 0; index <= last; index++) {
    writeVerdict(into, verdicts[index]!);
    into.piece(index < last ? NEXT : LIST_ENDS);
  }
}

/** But for the brace at its end. */
function writeVerdict(into: JsonWriter, verdict: PolicyVerdict): void {
  const { counterKey, remaining, resetAt } = verdict;
  if (counterKey === undefined || remaining === undefined) {
    into.piece(OBJECT_BEGINS);
    return into.members(verdict);
  }
  into.piece(verdictPiece(verdict, counterKey));
  into.number(remaining);
  if (resetAt === undefined) return;
  into.piece(RESET_AT);
  into.number(resetAt);
}

/** Writes what a request's budgets are charged, and under which epoch. Budgets that are charged nothing are left out. */
export function writeCharges(
  into: JsonWriter,
  { limits, claims }: { limits: AppliedLimits | null; claims: readonly LedgerClaim[] },
): void {
  if (limits === null) return into.piece(NO_LIMITS);
  let before = CHARGES;
  for (let index = 0; index < claims.length; index++) {
    const claim = claims[index]!;
    if (!chargesBudget(claim)) continue;
    into.piece(before);
    into.piece(chargePiece(claim));
    into.number(claim.amount);
    before = NEXT;
  }
  into.piece(before === CHARGES ? NO_CHARGES : CHARGES_END);
  into.name(limits.held?.open.epoch ?? null);
}

const OBJECT_BEGINS = pieceOf("{");
const NEXT = pieceOf("},");
const LIST_ENDS = pieceOf("}]");
const NO_VERDICTS = pieceOf(',"policyVerdicts":[]');
const POLICY_VERDICTS = pieceOf(',"policyVerdicts":[');
const RESET_AT = pieceOf(',"resetAt":');
const NO_LIMITS = pieceOf(',"charges":[],"ledgerEpoch":null');
const CHARGES = pieceOf(',"charges":[');
const NO_CHARGES = pieceOf(',"charges":[],"ledgerEpoch":');
const CHARGES_END = pieceOf('}],"ledgerEpoch":');
