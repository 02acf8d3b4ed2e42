import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import { UnavailableError } from "../api_error.ts";
import { SYSTEM } from "../authorization/actor.ts";
import type { Call } from "../call.ts";
import { type CoolingKey, readTargetHealth, type TroubledTarget } from "../targets/target_health.ts";

type NamedTarget = Pick<TargetNode, "provider" | "model">;

/** What gateways tell each other of a tenant's targets and keys. */
export interface CircuitBoard {
  state: "read" | "unreachable";
  /** Until when the target is left alone; null: it is called. */
  openUntil(target: NamedTarget): Date | null;
  troubleOf(target: NamedTarget): TroubledTarget | null;
  coolingOf(target: NamedTarget): CoolingKey[];
}

/** Reads the board; that it cannot be reached is part of the answer. Authorize before. */
export async function readCircuits(call: Call, tenantId: string): Promise<CircuitBoard> {
  try {
    const { targets, coolingKeys } = await readTargetHealth({ ...call, actor: SYSTEM }, { tenantId });
    const troubles = new Map(targets.map((target) => [`${target.provider}/${target.model}`, target]));
    const troubleOf = ({ provider, model }: NamedTarget) => troubles.get(`${provider}/${model}`) ?? null;
    return {
      state: "read",
      troubleOf,
      openUntil(target) {
        const trouble = troubleOf(target);
        return trouble?.state === "open" ? trouble.until : null;
      },
      coolingOf: ({ provider, model }) =>
        coolingKeys.filter((key) => key.provider === provider && (key.model === null || key.model === model)),
    };
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    return { state: "unreachable", troubleOf: () => null, openUntil: () => null, coolingOf: () => [] };
  }
}
