import type { Client } from "@urql/core";
import { rollbackMutation } from "../graphql/documents/publishing.ts";
import type { Failure } from "../graphql/failure.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { mutationOutcome, type PayloadOf } from "../graphql/outcome.ts";

export type Rollback = PayloadOf<ResultOf<typeof rollbackMutation>["rollbackConfig"]>;

export interface RollbackRequest {
  tenantId: string;
  toRevision: number;
  /** Another one being current is a conflict. */
  baseRevision: number;
  message?: string | null;
  force?: boolean;
  /** Tells what would happen, and changes nothing. */
  dryRun?: boolean;
}

/** Goes back to what a revision said, or tells what that means. */
export async function rollBack(
  client: Client,
  input: RollbackRequest,
): Promise<{ kind: "rolled_back"; rollback: Rollback } | Failure> {
  const result = await client.mutation(rollbackMutation, { input }).toPromise();
  const outcome = mutationOutcome(result, (data) => data.rollbackConfig);
  return outcome.kind === "failed" ? outcome : { kind: "rolled_back", rollback: outcome.payload };
}

/** What cannot be undone, or fails requests at once: it is done only where somebody says so. */
export function wantsForce({ warnings }: Rollback): boolean {
  return warnings.some(({ code }) => code === "KEYS_LOST" || code === "PROVIDER_WITHOUT_KEYS");
}
