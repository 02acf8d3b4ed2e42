import type { Limit, SpendPeriod } from "../../../shared/contracts/policy.ts";
import type { PriceOverride } from "../../../shared/contracts/price.ts";
import { systemClock } from "../../../shared/time/clock.ts";
import { MemoryReservationLedger } from "../../../shared/transport/memory/memory_reservation_ledger.ts";
import type { CounterState, LedgerClaim } from "../../../shared/transport/reservation_ledger.ts";
import { DrivenUpstream } from "../../testing/driven_upstream.ts";
import { GatewayFixture, type GatewayOptions } from "../../testing/gateway_fixture.ts";

/** Every limit that a counter is kept for: wide, but for one place among the concurrent requests. */
export const EVERY_COUNTER: Limit[] = [
  { type: "requests_per_minute", max: 100 },
  { type: "tokens_per_minute", max: 100_000 },
  { type: "concurrent_requests", max: 1 },
  { type: "spend", period: "day", maxNanoUsd: 1_000_000_000 },
];

/** US dollars for a million tokens. */
export function price(model: string, input: number, output: number): PriceOverride {
  const none = { cacheReadPerMillionUsd: null, cacheWritePerMillionUsd: null };
  const rates = { inputPerMillionUsd: input, outputPerMillionUsd: output, ...none };
  return { provider: null, model, ...rates, tierMultipliers: {} };
}

/** A gateway with limits over a ledger in memory; the provider `open` has the models `gpt` and, ten times as dear, `dear`. */
export class LimitedGateway implements AsyncDisposable {
  readonly upstream = new DrivenUpstream();
  readonly ledger: MemoryReservationLedger;
  readonly gateway: GatewayFixture;

  constructor(options: GatewayOptions = {}) {
    const clock = options.clock ?? systemClock;
    this.ledger = new MemoryReservationLedger(clock);
    this.gateway = new GatewayFixture({
      upstream: this.upstream,
      ledger: this.ledger,
      providers: [{ name: "open", kind: "openai_compatible", baseUrl: "https://llm.example.com/v1" }],
      priceOverrides: [price("gpt", 2, 10), price("dear", 20, 100)],
      policies: [{ limits: EVERY_COUNTER }],
      ...options,
    });
    void this.ledger.rebuild(this.tenantId, "epoch-1", []);
  }

  get tenantId(): string {
    return this.gateway.tenant.entry.tenantId;
  }

  /** Reservations that the ledger holds. */
  get open(): number {
    return this.ledger.sizes(this.tenantId)!.open;
  }

  /** How a limit's counter stands, by the latest begin line. */
  async standing(type: LedgerClaim["type"]): Promise<Pick<CounterState, "used" | "reserved">> {
    const { policyVerdicts, charges } = this.gateway.log.begun.at(-1)!.record;
    const { counterKey } = policyVerdicts.find(({ limit }) => limit.startsWith(type))!;
    const counter = { counterKey: counterKey!, max: 0, enforced: true };
    const charge = charges.find((charge) => charge.counterKey === counterKey);
    const claim: LedgerClaim = type === "spend"
      ? {
        ...counter,
        type,
        amount: 0,
        period: charge!.period as SpendPeriod,
        periodStart: charge!.periodStart!,
        periodEnd: charge!.periodEnd!,
      }
      : { ...counter, type, amount: 1 };
    const answer = await this.ledger.read(this.tenantId, [claim]);
    if (answer.state === "uninitialised") throw new Error("the ledger has forgotten");
    const { used, reserved } = answer.value[0]!;
    return { used, reserved };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway[Symbol.asyncDispose]();
  }
}
