import { counterName } from "../ledger_rules.ts";
import type { EpochSettlement, LedgerClaim, Reservation, SettledSpend } from "../reservation_ledger.ts";

/** What the ledger's scripts are asked, as one text. */
export interface LedgerQuestion {
  /** By limit the name of its counter, its maximum, whether it is enforced (1 or 0), and the end of its period or 0. */
  limits: (string | number)[];
  /**
   * Sequences of limits that claims are of: who holds them, false where nobody does, and the limits' numbers from 1. Most
   * requests of a call are of few forms, so that of each no more than its form and amounts are told.
   */
  forms: (string | number | false)[][];
  /** Of one claim after the other; those of reservations first. */
  amounts: number[];
}

/** What reserves or renews. */
export interface HoldingQuestion extends LedgerQuestion {
  ttlMs: number;
  ids: string[];
  formOf: number[];
}

/** What settles and reserves. */
export interface TurnQuestion extends HoldingQuestion {
  /** How many of the limits are the reservations'; they come first. */
  reserving: number;
  settled: string[];
  settledFormOf: number[];
  /** After how many of the amounts come those of settlements. */
  settledFrom: number;
  /** Each settlement's epoch by its number in `epochs`, from 1; "": any. */
  epochs: string[];
  epochOf: number[];
}

/** Asks to hold reservations for `ttlMs`. */
export function holdingQuestion(reservations: readonly Reservation[], ttlMs: number): HoldingQuestion {
  return new Forms().hold(reservations, ttlMs);
}

/** Asks to settle, and then to reserve for `ttlMs`. */
export function turnQuestion(
  settlements: readonly EpochSettlement[],
  reservations: readonly Reservation[],
  ttlMs: number,
): TurnQuestion {
  const forms = new Forms();
  const holding = forms.hold(reservations, ttlMs);
  const reserving = holding.limits.length / LIMIT_LENGTH;
  const settledFrom = holding.amounts.length;
  const settled: string[] = [];
  const settledFormOf: number[] = [];
  const epochs: string[] = [];
  const epochOf: number[] = [];
  for (const { id, claims, epoch } of settlements) {
    settled.push(id);
    settledFormOf.push(forms.formOf(claims, false));
    epochOf.push(numberOf(epoch ?? "", epochs));
  }
  return { ...holding, reserving, settled, settledFormOf, settledFrom, epochs, epochOf };
}

/** Asks of the counters of claims. */
export function claimsQuestion(claims: readonly LedgerClaim[]): LedgerQuestion {
  const forms = new Forms();
  forms.formOf(claims, false);
  return forms.question;
}

/** A budget's settled amount as the claim that names its counter. */
export function spendClaim({ nanoUsd, ...spend }: SettledSpend): LedgerClaim {
  return { type: "spend", amount: nanoUsd, max: 0, enforced: false, ...spend };
}

const LIMIT_LENGTH = 4;

/** The place of a value in a short list, from 1; it is added where it is not there yet. */
function numberOf(value: string, list: string[]): number {
  const index = list.lastIndexOf(value);
  return index < 0 ? list.push(value) : index + 1;
}

/** The limits and forms of a call, each told once however many requests are under it. */
class Forms {
  readonly question: LedgerQuestion = { limits: [], forms: [], amounts: [] };
  readonly #limits = new Map<string, NumberedLimit[]>();
  readonly #forms = new Map<string, number>();
  /** The form that the last claims were of, which the next mostly are of, too. */
  #last: number[] = [];
  #lastOwner: string | false = false;
  #lastNumber = 0;

  hold(reservations: readonly Reservation[], ttlMs: number): HoldingQuestion {
    const ids: string[] = [];
    const formOf: number[] = [];
    for (const { id, owner, claims } of reservations) {
      ids.push(id);
      formOf.push(this.formOf(claims, owner));
    }
    return { ...this.question, ttlMs: Math.ceil(ttlMs), ids, formOf };
  }

  /** The number of the claims' form; their amounts are told. */
  formOf(claims: readonly LedgerClaim[], owner: string | false): number {
    let isLast = owner === this.#lastOwner && claims.length === this.#last.length && this.#lastNumber > 0;
    const numbers: number[] = [];
    for (let index = 0; index < claims.length; index++) {
      const claim = claims[index]!;
      const number = this.#limitOf(claim);
      numbers.push(number);
      this.question.amounts.push(claim.amount);
      if (isLast && number !== this.#last[index]) isLast = false;
    }
    if (!isLast) this.#lastNumber = this.#numberOf(numbers, owner);
    this.#last = numbers;
    this.#lastOwner = owner;
    return this.#lastNumber;
  }

  #numberOf(numbers: number[], owner: string | false): number {
    const name = `${numbers.join()} ${owner}`;
    const known = this.#forms.get(name);
    if (known !== undefined) return known;
    const number = this.question.forms.push([owner, ...numbers]);
    this.#forms.set(name, number);
    return number;
  }

  #limitOf(claim: LedgerClaim): number {
    const { counterKey } = claim;
    let sharing = this.#limits.get(counterKey);
    if (sharing === undefined) this.#limits.set(counterKey, sharing = []);
    for (const { number, claim: known } of sharing) if (isSameLimit(claim, known)) return number;
    const { limits } = this.question;
    const periodEnd = claim.type === "spend" ? claim.periodEnd : 0;
    limits.push(counterName(claim), claim.max, claim.enforced ? 1 : 0, periodEnd);
    const number = limits.length / LIMIT_LENGTH;
    sharing.push({ number, claim });
    return number;
  }
}

interface NumberedLimit {
  number: number;
  claim: LedgerClaim;
}

function isSameLimit(one: LedgerClaim, other: LedgerClaim): boolean {
  if (one === other) return true;
  if (one.type !== other.type || one.max !== other.max || one.enforced !== other.enforced) return false;
  if (one.type !== "spend") return true;
  const { period, periodStart } = other as LedgerClaim & { type: "spend" };
  return one.period === period && one.periodStart === periodStart;
}
