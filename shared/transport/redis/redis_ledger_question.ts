import { counterName } from "../ledger_rules.ts";
import type { LedgerClaim, Reservation, SettledSpend } from "../reservation_ledger.ts";

/** What the ledger's scripts are asked, as one text. */
export interface LedgerQuestion {
  /** By limit the name of its counter, its maximum, whether it is enforced (1 or 0), and the end of its period or 0. */
  limits: (string | number)[];
  /**
   * Sequences of limits that claims are of: who holds them, false where nobody does, and the limits' numbers from 1. Most
   * requests of a call are of few forms, so that of each no more than its form and amounts are told.
   */
  forms: (string | number | false)[][];
  /** Of one claim after the other. */
  amounts: number[];
}

/** What renews. */
export interface HoldingQuestion extends LedgerQuestion {
  ttlMs: number;
  ids: string[];
  formOf: number[];
}

/** Asks to hold reservations for `ttlMs`. */
export function holdingQuestion(reservations: readonly Reservation[], ttlMs: number): HoldingQuestion {
  const forms = new LedgerForms();
  const ids: string[] = [];
  const formOf: number[] = [];
  for (const { id, owner, claims } of reservations) {
    ids.push(id);
    formOf.push(forms.formOf(claims, owner));
    forms.tellAmounts(claims);
  }
  return { ...forms.question, ttlMs: Math.ceil(ttlMs), ids, formOf };
}

/** Asks of the counters of claims. */
export function claimsQuestion(claims: readonly LedgerClaim[]): LedgerQuestion {
  const forms = new LedgerForms();
  forms.formOf(claims, false);
  forms.tellAmounts(claims);
  return forms.question;
}

/** A budget's settled amount as the claim that names its counter. */
export function spendClaim({ nanoUsd, ...spend }: SettledSpend): LedgerClaim {
  return { type: "spend", amount: nanoUsd, max: 0, enforced: false, ...spend };
}

/** How many values a limit is told in. */
export const LIMIT_LENGTH = 4;

/** The limits and forms of a call, each told once however many requests are under it. */
export class LedgerForms {
  readonly question: LedgerQuestion = { limits: [], forms: [], amounts: [] };
  readonly #limits = new Map<string, NumberedLimit[]>();
  readonly #forms = new Map<string, number>();
  /** The claims and form of last time, which the next mostly are of, too. */
  #claims: readonly LedgerClaim[] = [];
  #owner: string | false = false;
  #number = 0;

  /** The number of the claims' form. `owner`: who holds them; false: nobody does. */
  formOf(claims: readonly LedgerClaim[], owner: string | false): number {
    if (this.#number > 0 && owner === this.#owner && haveSameLimits(claims, this.#claims)) return this.#number;
    const numbers = claims.map((claim) => this.#limitOf(claim));
    const name = `${numbers.join()} ${owner}`;
    let number = this.#forms.get(name);
    if (number === undefined) {
      number = this.question.forms.push([owner, ...numbers]);
      this.#forms.set(name, number);
    }
    this.#claims = claims;
    this.#owner = owner;
    return this.#number = number;
  }

  /** Tells the amounts of claims. */
  tellAmounts(claims: readonly LedgerClaim[]): void {
    for (const { amount } of claims) this.question.amounts.push(amount);
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

/** Whether claims are of the same limits, whatever their amounts. */
export function haveSameLimits(claims: readonly LedgerClaim[], others: readonly LedgerClaim[]): boolean {
  if (claims === others) return true;
  if (claims.length !== others.length) return false;
  for (let index = 0; index < claims.length; index++) {
    if (!isSameLimit(claims[index]!, others[index]!)) return false;
  }
  return true;
}

/** Whether two claims are of the same limit. */
export function isSameLimit(one: LedgerClaim, other: LedgerClaim): boolean {
  if (one === other) return true;
  if (one.counterKey !== other.counterKey || one.type !== other.type) return false;
  if (one.max !== other.max || one.enforced !== other.enforced) return false;
  if (one.type !== "spend") return true;
  const { period, periodStart } = other as LedgerClaim & { type: "spend" };
  return one.period === period && one.periodStart === periodStart;
}
