import { counterName } from "../ledger_rules.ts";
import type { LedgerClaim, Reservation, SettledSpend, Settlement } from "../reservation_ledger.ts";

type Values = (string | number)[];

/** Reservations as a script's arguments, which live for `ttlMs`. */
export function reservationArguments(reservations: readonly Reservation[], ttlMs: number): Values {
  const limits = new LimitTable();
  const values: Values = [Math.ceil(ttlMs)];
  for (const { id, owner, claims } of reservations) values.push(id, owner, ...limits.claims(claims));
  return [...limits.arguments(), ...values];
}

/** Settlements as a script's arguments; `epoch` null: whatever the ledger's is. */
export function settlementArguments(settlements: readonly Settlement[], epoch: string | null): Values {
  const limits = new LimitTable();
  const values: Values = [epoch ?? ""];
  for (const { id, claims } of settlements) values.push(id, ...limits.claims(claims));
  return [...limits.arguments(), ...values];
}

/** Claims alone as a script's arguments. */
export function claimArguments(claims: readonly LedgerClaim[]): Values {
  const limits = new LimitTable();
  const values = limits.claims(claims);
  return [...limits.arguments(), ...values];
}

/** A budget's settled amount as the claim that names its counter. */
export function spendClaim({ nanoUsd, ...spend }: SettledSpend): LedgerClaim {
  return { type: "spend", amount: nanoUsd, max: 0, enforced: false, ...spend };
}

/** The limits of a call, each told once however many requests are under it. */
class LimitTable {
  readonly #numbers = new Map<string, number>();
  readonly #values: Values = [];

  /** How many claims there are, and of each its limit's number and the amount. */
  claims(claims: readonly LedgerClaim[]): Values {
    const values: Values = [claims.length];
    for (const claim of claims) values.push(this.#number(claim), claim.amount);
    return values;
  }

  arguments(): Values {
    return [this.#numbers.size, ...this.#values];
  }

  #number(claim: LedgerClaim): number {
    const name = counterName(claim);
    const enforced = claim.enforced ? 1 : 0;
    const limit = `${claim.max} ${enforced} ${name}`;
    let number = this.#numbers.get(limit);
    if (number === undefined) {
      number = this.#numbers.size + 1;
      this.#numbers.set(limit, number);
      this.#values.push(name, claim.max, enforced, claim.type === "spend" ? claim.periodEnd : 0);
    }
    return number;
  }
}
