import type OpenAI from "openai";
import type { ComposeStack } from "./compose_stack.ts";

/** What the scenarios go through, one after the other. */
export interface ComposeWorld {
  readonly stack: ComposeStack;
  /** An official client at nginx, which never tries again by itself. */
  readonly client: OpenAI;
  readonly project: { id: string; tenantId: string };
  /** Ids of requests that were answered, which must be on record once in the end. */
  readonly answered: Set<string>;
}

/** Something that must hold of the whole system. */
export interface ComposeScenario {
  name: string;
  /** Throws where it does not hold; answers what is worth telling, or nothing. */
  run(world: ComposeWorld): Promise<string | void>;
}

/** How many gateways there are, save where a scenario takes one away. */
export const GATEWAYS = 4;
