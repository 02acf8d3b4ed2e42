import { Load, type LoadOptions, type LoadReport } from "./load.ts";
import { type ChaosPolicy, enforce } from "./policy.ts";
import { judge, type Verdict } from "./verdict.ts";
import { type ChaosWorld, startChaosWorld } from "./world.ts";

/** One thing that goes wrong, or one limit that many clients run into. */
export interface Scenario {
  name: string;
  /** Whether it is part of the short form, which every push runs. */
  short: boolean;
  policy: ChaosPolicy;
  redisKeeps?: boolean;
  load?: Partial<LoadOptions>;
  /** The size of the first gateway's disk; such a scenario needs root. */
  firstDiskBytes?: number;
  /** While the clients ask; they stop when it is done. */
  meanwhile(world: ChaosWorld, load: Load, form: ChaosForm): Promise<void>;
  /** What else must hold, as sentences for what does not. */
  mustHold?(verdict: Verdict, report: LoadReport): string[];
  /** Whether no request is to be answered at all. */
  nothingPasses?: boolean;
  /** Whether reservations of a killed process have to expire first. */
  kills?: boolean;
}

/** How much of everything. */
export interface ChaosForm {
  clients: number;
  gateways: number;
  /** How long something stays away, or the clients ask, milliseconds. */
  outageMs: number;
  calmMs: number;
  waitForExpiry: boolean;
}

export const LONG_FORM: ChaosForm = {
  clients: 200,
  gateways: 4,
  outageMs: 60_000,
  calmMs: 5_000,
  waitForExpiry: true,
};
export const SHORT_FORM: ChaosForm = {
  clients: 40,
  gateways: 2,
  outageMs: 1_500,
  calmMs: 800,
  waitForExpiry: false,
};

/** Lets one scenario happen in a world of its own. */
export async function runScenario(scenario: Scenario, form: ChaosForm): Promise<Verdict> {
  const { policy, redisKeeps = false, firstDiskBytes } = scenario;
  await using world = await startChaosWorld({ gateways: form.gateways, controlPlanes: 2, redisKeeps, firstDiskBytes });
  await enforce(world, policy);
  const load = new Load(world, { clients: form.clients, answerMs: 50, streamed: 0.5, ...scenario.load });
  await scenario.meanwhile(world, load, form);
  const report = await load.stop();
  const waitForExpiry = scenario.kills !== true || form.waitForExpiry;
  const verdict = await judge(world, scenario.name, report, { waitForExpiry });
  if (scenario.nothingPasses !== true && verdict.answered === 0) verdict.objections.push("nothing was answered");
  verdict.objections.push(...scenario.mustHold?.(verdict, report) ?? []);
  return verdict;
}
