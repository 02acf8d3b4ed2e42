import { type ExecutionArgs, getOperationAST } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Clock } from "../../shared/time/clock.ts";
import type { ControlPlaneMetrics } from "../observability/control_plane_metrics.ts";

/** Counts operations by kind; it comes after what tells their cost. Names are their senders' and no labels. */
export function countOperations(metrics: ControlPlaneMetrics, clock: Clock): Plugin {
  return {
    onExecute({ args }) {
      const kind = kindOf(args);
      const startMs = clock.monotonic();
      return {
        onExecuteDone({ result }) {
          if (Symbol.asyncIterator in result) return;
          const seconds = (clock.monotonic() - startMs) / 1_000;
          metrics.operated(kind, { failed: result.errors !== undefined, seconds, cost: costOf(result.extensions) });
        },
      };
    },
    onSubscribe: ({ args }) => ({
      onSubscribeResult({ result }) {
        const failed = !(Symbol.asyncIterator in result);
        metrics.operated(kindOf(args), { failed, seconds: 0, cost: null });
      },
    }),
  };
}

function kindOf({ document, operationName }: Pick<ExecutionArgs, "document" | "operationName">) {
  return getOperationAST(document, operationName)?.operation ?? "query";
}

function costOf(extensions: Record<string, unknown> | undefined): number | null {
  const cost = extensions?.["cost"];
  if (typeof cost !== "object" || cost === null || !("requested" in cost)) return null;
  return typeof cost.requested === "number" ? cost.requested : null;
}
