import type { EpochSettlement, LedgerClaim, Reservation } from "../reservation_ledger.ts";
import { isSameLimit } from "../same_limits.ts";
import { LedgerForms, LIMIT_LENGTH } from "./redis_ledger_question.ts";

export interface LedgerTurn {
  settlements: readonly EpochSettlement[];
  reservations: readonly Reservation[];
}

/** A turn as `SETTLE_AND_RESERVE` is asked, and what its reply is read by. */
export interface AskedTurn {
  /** The question, in JSON. */
  text: string;
  /** By settlement its place among the outcomes. */
  places: number[];
  /** As the question says it; the limits of reservations come first, and there are `reserving` of them. */
  limits: readonly (string | number)[];
  reserving: number;
  forms: readonly (readonly (string | number | false)[])[];
  amounts: readonly number[];
  /** By run of reservations of one form its number, how many it has, and by limit the sum of their amounts. */
  runs: readonly number[];
  /** Whether no two limits are of one counter. */
  areApart: boolean;
}

/** Asks to settle, and then to reserve for `ttlMs`. */
export function askTurn({ settlements, reservations }: LedgerTurn, ttlMs: number): AskedTurn {
  const turn = new TurnWriter();
  for (let index = 0; index < reservations.length; index++) turn.reserve(reservations[index]!);
  const reserving = turn.forms.question.limits.length / LIMIT_LENGTH;
  for (let index = 0; index < settlements.length; index++) turn.settle(index, settlements[index]!);
  return turn.end(Math.ceil(ttlMs), reserving);
}

interface Sheaf {
  form: number;
  second: number;
  epoch: string | null;
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
  /** By form's number those of its sheaves. */
  readonly #sheavesOf: Sheaf[][] = [];
  readonly #singles: { index: number; settlement: EpochSettlement }[] = [];
  /** Whether the ledger may find that there is nothing to look at closely. */
  #mayBePlain = true;

  reserve({ id, owner, claims }: Reservation): void {
    const form = this.forms.formOf(claims, owner);
    const isSeen = this.#isSeen(id);
    if (form !== this.#runForm || isSeen) {
      if (this.forms.isSharing(form)) this.#mayBePlain = false;
      this.#runAt = this.#runs.push(form, 0) - 1;
      // An id that comes again is to be looked at when the first one has been.
      this.#runForm = isSeen ? 0 : form;
      for (let index = 0; index < claims.length; index++) this.#runs.push(0);
    }
    this.#reservedIds.push(id);
    this.#runs[this.#runAt]!++;
    for (let index = 0; index < claims.length; index++) this.#runs[this.#runAt + 1 + index]! += claims[index]!.amount;
    this.forms.tellAmounts(claims);
  }

  settle(index: number, settlement: EpochSettlement): void {
    const { id, held } = settlement;
    const sheaf = this.#isSeen(id) || held === undefined ? null : this.#sheafOf(settlement, held);
    if (sheaf === null || !addTo(sheaf, settlement)) {
      this.#singles.push({ index, settlement });
      return;
    }
    sheaf.ids.push(id);
    sheaf.indexes.push(index);
  }

  end(ttlMs: number, reserving: number): AskedTurn {
    const { forms } = this;
    const { question: { limits, amounts } } = forms;
    const places: number[] = [];
    const ids: string[] = [];
    const epochs: string[] = [];
    const sheaves: number[] = [];
    for (const { form, epoch, second, ids: settledIds, indexes, sums } of this.#sheaves) {
      if (settledIds.length === 0) continue;
      for (let at = 0; at < settledIds.length; at++) places[indexes[at]!] = ids.push(settledIds[at]!) - 1;
      sheaves.push(form, numberOf(epoch ?? "", epochs), settledIds.length, second);
      for (let at = 0; at < sums.length; at++) sheaves.push(sums[at]!);
    }
    const singlesFrom = amounts.length;
    const singles: number[] = [];
    const epochOf: number[] = [];
    for (const { index, settlement: { id, claims, epoch } } of this.#singles) {
      places[index] = ids.push(id) - 1;
      singles.push(forms.formOf(claims, false));
      epochOf.push(numberOf(epoch ?? "", epochs));
      forms.tellAmounts(claims);
    }
    const runs = this.#runs;
    const reservedIds = this.#reservedIds;
    for (let at = 0; at < reservedIds.length; at++) ids.push(reservedIds[at]!);
    const mayBePlain = this.#mayBePlain && singles.length === 0 && forms.areApart;
    const toldForms = forms.question.forms;
    // Whatever is added here is to be read by the script's head, which takes it by its place.
    const question = [ttlMs, mayBePlain ? 1 : 0, reserving, reservedIds.length, limits, toldForms];
    const text = JSON.stringify([...question, epochs, sheaves, runs, amounts, ids, singles, epochOf, singlesFrom]);
    return { text, places, limits, reserving, forms: toldForms, amounts, runs, areApart: forms.areApart };
  }

  #isSeen(id: string): boolean {
    const before = this.#seen.size;
    const isSeen = this.#seen.add(id).size === before;
    if (isSeen) this.#mayBePlain = false;
    return isSeen;
  }

  #sheafOf({ epoch }: EpochSettlement, { claims, second }: NonNullable<EpochSettlement["held"]>): Sheaf | null {
    const form = this.forms.formOf(claims, false);
    if (this.forms.isSharing(form)) return null;
    const known = this.#sheavesOf[form] ??= [];
    // What ended last is mostly of the latest second.
    for (let at = known.length - 1; at >= 0; at--) {
      if (known[at]!.second === second && known[at]!.epoch === epoch) return known[at]!;
    }
    const sums: number[] = new Array(2 * claims.length).fill(0);
    const sheaf = { form, second, epoch, ids: [], indexes: [], sums };
    known.push(sheaf);
    this.#sheaves.push(sheaf);
    return sheaf;
  }
}

/** Adds a settlement to the sums of a sheaf; false: it is of limits that were not reserved. */
function addTo({ sums }: Sheaf, { claims, held }: EpochSettlement): boolean {
  const reserved = held!.claims;
  let at = 0;
  // First whether all of it was reserved: what is half added could not be taken back.
  for (let index = 0; index < reserved.length; index++) {
    if (at < claims.length && isSameLimit(claims[at]!, reserved[index]!)) at++;
  }
  if (at < claims.length) return false;
  at = 0;
  for (let index = 0; index < reserved.length; index++) {
    const claim: LedgerClaim = reserved[index]!;
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

/** The place of a value in a short list, from 1; it is added where it is not there yet. */
function numberOf(value: string, list: string[]): number {
  const index = list.lastIndexOf(value);
  return index < 0 ? list.push(value) : index + 1;
}
