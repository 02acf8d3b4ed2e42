import { counterName } from "../ledger_rules.ts";
import type { LedgerClaim, Reservation, SettledSpend } from "../reservation_ledger.ts";
import { haveSameLimits, isSameLimit } from "../same_limits.ts";

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
  /** By the first limit's number the numbers of the forms that begin with it. */
  readonly #beginning: number[][] = [];
  /** By form's number less 1. */
  readonly #sharing: boolean[] = [];
  /** The claims and form of last time, which the next mostly are of, too. */
  #claims: readonly LedgerClaim[] = [];
  #owner: string | false = false;
  #number = 0;
  #areApart = true;

  /** Whether no two limits are of one counter. */
  get areApart(): boolean {
    return this.#areApart;
  }

  /** The number of the claims' form. `owner`: who holds them; false: whether anybody does is of no matter. */
  formOf(claims: readonly LedgerClaim[], owner: string | false): number {
    if (this.#number > 0 && owner === this.#owner && haveSameLimits(claims, this.#claims)) return this.#number;
    this.#claims = claims;
    this.#owner = owner;
    return this.#number = this.#find(claims.map((claim) => this.#limitOf(claim)), owner);
  }

  /** Whether two claims of a form are on one counter. */
  isSharing(form: number): boolean {
    return this.#sharing[form - 1]!;
  }

  /** Tells the amounts of claims. */
  tellAmounts(claims: readonly LedgerClaim[]): void {
    const { amounts } = this.question;
    for (let index = 0; index < claims.length; index++) amounts.push(claims[index]!.amount);
  }

  #find(numbers: number[], owner: string | false): number {
    const { forms } = this.question;
    const known = this.#beginning[numbers[0] ?? 0] ??= [];
    for (const number of known) {
      const form = forms[number - 1]!;
      if ((owner === false || form[0] === owner) && isOf(form, numbers)) return number;
    }
    const number = forms.push([owner, ...numbers]);
    known.push(number);
    this.#sharing.push(this.#shareCounters(numbers));
    return number;
  }

  #limitOf(claim: LedgerClaim): number {
    const { counterKey } = claim;
    let sharing = this.#limits.get(counterKey);
    if (sharing === undefined) this.#limits.set(counterKey, sharing = []);
    for (const { number, claim: known } of sharing) if (isSameLimit(claim, known)) return number;
    const { limits } = this.question;
    const name = counterName(claim);
    for (const { number } of sharing) if (limits[(number - 1) * LIMIT_LENGTH] === name) this.#areApart = false;
    limits.push(name, claim.max, claim.enforced ? 1 : 0, claim.type === "spend" ? claim.periodEnd : 0);
    const number = limits.length / LIMIT_LENGTH;
    sharing.push({ number, claim });
    return number;
  }

  #shareCounters(numbers: readonly number[]): boolean {
    const { limits } = this.question;
    const nameOf = (number: number) => limits[(number - 1) * LIMIT_LENGTH];
    for (let index = 1; index < numbers.length; index++) {
      for (let other = 0; other < index; other++) {
        if (nameOf(numbers[index]!) === nameOf(numbers[other]!)) return true;
      }
    }
    return false;
  }
}

interface NumberedLimit {
  number: number;
  claim: LedgerClaim;
}

function isOf(form: readonly (string | number | false)[], numbers: readonly number[]): boolean {
  if (form.length !== numbers.length + 1) return false;
  for (let index = 0; index < numbers.length; index++) if (form[index + 1] !== numbers[index]) return false;
  return true;
}
