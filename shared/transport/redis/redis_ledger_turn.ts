import type { EpochSettlement, LedgerClaim, Reservation } from "../reservation_ledger.ts";
import {
  haveSameLimits,
  isSameLimit,
  LedgerForms,
  type LedgerQuestion,
  LIMIT_LENGTH,
} from "./redis_ledger_question.ts";

/** What `SETTLE_AND_RESERVE` is asked. */
export interface TurnQuestion extends LedgerQuestion {
  ttlMs: number;
  /** The ids of sheaves, of single settlements and of reservations. */
  all: string[];
  /** Epochs of settlements, numbered from 1; "": any. */
  epochs: string[];
  /**
   * By sheaf its form's and epoch's number, how many it has, the second that they were reserved in, and by limit what is given
   * back and what is added.
   */
  sheaves: number[];
  /** By single settlement its form's number, and its epoch's. */
  singles: number[];
  epochOf: number[];
  /** After how many of the amounts those of single settlements come; those of reservations are first. */
  singlesFrom: number;
  /** How many reservations there are. */
  reserved: number;
  /** By run of reservations of one form its number, how many it has, and by limit the sum of their amounts. */
  runs: number[];
  /** How many of the limits are the reservations'; they come first. */
  reserving: number;
}

export interface LedgerTurn {
  settlements: readonly EpochSettlement[];
  reservations: readonly Reservation[];
}

/** A turn's question, and where in it each settlement went. */
export interface AskedTurn {
  question: TurnQuestion;
  /** By settlement its place among the outcomes. */
  places: number[];
}

/** Asks to settle, and then to reserve for `ttlMs`. */
export function askTurn({ settlements, reservations }: LedgerTurn, ttlMs: number): AskedTurn {
  const turn = new TurnWriter();
  for (const reservation of reservations) turn.reserve(reservation);
  const reserving = turn.forms.question.limits.length / LIMIT_LENGTH;
  const singlesFrom = turn.forms.question.amounts.length;
  for (const [index, settlement] of settlements.entries()) turn.settle(index, settlement);
  const { places, sheaves, sheafIds, singles, singleIds, epochs, epochOf, reservedIds, runs } = turn.end(
    settlements.length,
  );
  const question = {
    ...turn.forms.question,
    ttlMs: Math.ceil(ttlMs),
    all: [...sheafIds, ...singleIds, ...reservedIds],
    epochs,
    sheaves,
    singles,
    epochOf,
    singlesFrom,
    reserved: reservedIds.length,
    runs,
    reserving,
  };
  return { question, places };
}

interface Sheaf {
  claims: readonly LedgerClaim[];
  second: number;
  epoch: string | null;
  form: number;
  ids: string[];
  /** The settlements' places among those of the turn. */
  indexes: number[];
  /** By limit what is given back and what is added. */
  sums: number[];
}

class TurnWriter {
  readonly forms = new LedgerForms();
  readonly #seen = new Set<string>();
  readonly #reservedIds: string[] = [];
  readonly #runs: number[] = [];
  /** Where the last run begins, and its form. */
  #runAt = -1;
  #runForm = 0;
  readonly #sheaves: Sheaf[] = [];
  readonly #singles: { index: number; settlement: EpochSettlement }[] = [];

  reserve({ id, owner, claims }: Reservation): void {
    const form = this.forms.formOf(claims, owner);
    // An id that comes again is to be looked at when the first one has been.
    const isSeen = this.#seen.has(id);
    if (form !== this.#runForm || isSeen) {
      this.#runAt = this.#runs.push(form, 0) - 1;
      this.#runForm = isSeen ? 0 : form;
      for (let index = 0; index < claims.length; index++) this.#runs.push(0);
    }
    this.#seen.add(id);
    this.#reservedIds.push(id);
    this.#runs[this.#runAt]!++;
    for (let index = 0; index < claims.length; index++) this.#runs[this.#runAt + 1 + index]! += claims[index]!.amount;
    this.forms.tellAmounts(claims);
  }

  settle(index: number, settlement: EpochSettlement): void {
    const { id, held } = settlement;
    const isSeen = this.#seen.has(id);
    this.#seen.add(id);
    const sheaf = held === undefined || isSeen ? null : this.#sheafOf(settlement, held);
    if (sheaf === null || !addTo(sheaf, settlement)) {
      this.#singles.push({ index, settlement });
      return;
    }
    sheaf.ids.push(id);
    sheaf.indexes.push(index);
  }

  end(settlements: number) {
    const places: number[] = new Array(settlements);
    const sheaves: number[] = [];
    const sheafIds: string[] = [];
    const epochs: string[] = [];
    for (const { form, epoch, second, ids, indexes, sums } of this.#sheaves) {
      if (ids.length === 0) continue;
      for (let at = 0; at < ids.length; at++) places[indexes[at]!] = sheafIds.push(ids[at]!) - 1;
      sheaves.push(form, numberOf(epoch ?? "", epochs), ids.length, second, ...sums);
    }
    const singles: number[] = [];
    const singleIds: string[] = [];
    const epochOf: number[] = [];
    for (const { index, settlement: { id, claims, epoch } } of this.#singles) {
      places[index] = sheafIds.length + singleIds.push(id) - 1;
      singles.push(this.forms.formOf(claims, false));
      epochOf.push(numberOf(epoch ?? "", epochs));
      this.forms.tellAmounts(claims);
    }
    return {
      places,
      sheaves,
      sheafIds,
      singles,
      singleIds,
      epochs,
      epochOf,
      reservedIds: this.#reservedIds,
      runs: this.#runs,
    };
  }

  #sheafOf({ epoch }: EpochSettlement, { claims, second }: NonNullable<EpochSettlement["held"]>): Sheaf | null {
    for (const sheaf of this.#sheaves) {
      if (sheaf.second === second && sheaf.epoch === epoch && haveSameLimits(claims, sheaf.claims)) return sheaf;
    }
    if (this.#sheaves.length >= SHEAVES_MAX || shareCounters(claims)) return null;
    const sums: number[] = new Array(2 * claims.length).fill(0);
    const sheaf = { claims, second, epoch, form: this.forms.formOf(claims, false), ids: [], indexes: [], sums };
    this.#sheaves.push(sheaf);
    return sheaf;
  }
}

/** More than that are not looked through for each settlement. */
const SHEAVES_MAX = 16;

/** Adds a settlement to the sums of a sheaf; false: it is of limits that were not reserved. */
function addTo({ sums }: Sheaf, { claims, held }: EpochSettlement): boolean {
  const reserved = held!.claims;
  let at = 0;
  // First whether all of it was reserved: what is half added could not be taken back.
  for (const claim of reserved) if (at < claims.length && isSameLimit(claims[at]!, claim)) at++;
  if (at < claims.length) return false;
  at = 0;
  for (let index = 0; index < reserved.length; index++) {
    const claim = reserved[index]!;
    const isUsed = at < claims.length && isSameLimit(claims[at]!, claim);
    const actual = isUsed ? claims[at++]!.amount : 0;
    if (claim.type === "requests_per_minute") continue;
    // A minute counts more than was reserved now, and less in its second; all else is taken out and put in.
    const isWindow = claim.type === "tokens_per_minute";
    sums[2 * index]! += isWindow ? Math.max(0, claim.amount - actual) : claim.amount;
    sums[2 * index + 1]! += isWindow ? Math.max(0, actual - claim.amount) : actual;
  }
  return true;
}

function shareCounters(claims: readonly LedgerClaim[]): boolean {
  return claims.some((claim, index) => claims.findIndex((other) => isSameCounter(claim, other)) < index);
}

function isSameCounter(one: LedgerClaim, other: LedgerClaim): boolean {
  return isSameLimit(one, { ...other, max: one.max, enforced: one.enforced } as LedgerClaim);
}

/** The place of a value in a short list, from 1; it is added where it is not there yet. */
function numberOf(value: string, list: string[]): number {
  const index = list.lastIndexOf(value);
  return index < 0 ? list.push(value) : index + 1;
}
