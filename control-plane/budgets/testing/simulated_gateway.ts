import type { RequestRecord } from "../../../shared/contracts/request_record.ts";
import { uuidv7 } from "../../../shared/identifiers/uuid.ts";
import { systemClock } from "../../../shared/time/clock.ts";
import type { Transport } from "../../../shared/transport/transport.ts";
import { eventually } from "../../../testing/eventually.ts";
import { sampleRecord } from "../../recorder/testing/sample_record.ts";
import type { BudgetCharge } from "../charged_record.ts";
import { settledClaims } from "../charged_record.ts";
import { hourCharge } from "./budget_fixture.ts";
import { written } from "../../../shared/transport/contract/written.ts";

const TTL_MS = 60_000;

/**
 * A gateway as the ledger and the record stream see one: it reserves, settles what it had reserved under the epoch of the
 * reservation, and ships its records until they are committed.
 */
export class SimulatedGateway {
  /** Every record that it wrote: its spool. */
  readonly records: RequestRecord[] = [];
  readonly #transport: Transport;
  readonly #tenantId: string;
  readonly #instance: string;

  constructor(transport: Transport, options: { tenantId: string; instance: string }) {
    this.#transport = transport;
    this.#tenantId = options.tenantId;
    this.#instance = options.instance;
  }

  /** The sum of what its requests were charged. */
  get chargedNanoUsd(): number {
    return this.records.reduce((sum, { charges }) => sum + charges[0]!.nanoUsd, 0);
  }

  /** One request: its reservation at an estimate, its settlement at what it cost, its record. */
  async request(costNanoUsd: number): Promise<void> {
    const id = uuidv7(systemClock.now());
    const charge = hourCharge(costNanoUsd);
    const epoch = await this.#reserve(id, charge);
    if (epoch !== null) await this.#settle(id, charge, epoch);
    const sequence = { instance: this.#instance, n: this.records.length + 1 };
    const fields = { id, tenantId: this.#tenantId, charges: [charge], ledgerEpoch: epoch, sequence };
    const record = sampleRecord(sequence.n, fields);
    this.records.push(record);
    await this.#transport.recordStream.writer.append(written([record]));
  }

  /** Ships until everything is committed; what was lost on the way, again. */
  async shipAll(): Promise<void> {
    const { writer } = this.#transport.recordStream;
    for (let watermark = 0; watermark < this.records.length;) {
      watermark = await writer.watermark(this.#instance) ?? watermark;
      const batch = this.records.slice(watermark, watermark + 500);
      if (batch.length === 0 || (await writer.append(written(batch))).state !== "appended") continue;
      const last = watermark + batch.length;
      // What does not come within this time was in a stream that was emptied.
      await eventually(async () => (await writer.watermark(this.#instance))! >= last, { timeoutMs: 2_000 }).catch(
        () => {},
      );
    }
  }

  async #reserve(id: string, charge: BudgetCharge): Promise<string | null> {
    const claims = settledClaims([{ ...charge, nanoUsd: charge.nanoUsd * 2 }]);
    try {
      const reservation = { id, owner: this.#instance, claims };
      const answer = await this.#transport.reservationLedger.reserve(this.#tenantId, [reservation], TTL_MS);
      return answer.state === "initialised" ? answer.epoch : null;
    } catch {
      // Away: the request goes on without a reservation, as its policy says. The record will tell.
      return null;
    }
  }

  async #settle(id: string, charge: BudgetCharge, epoch: string): Promise<void> {
    const settlement = { id, claims: settledClaims([charge]) };
    await this.#transport.reservationLedger.settle(this.#tenantId, [settlement], epoch);
  }
}
