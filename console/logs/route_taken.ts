import type { RouteNode } from "../../shared/contracts/route_tree.ts";
import type { requestExplanationQuery } from "../graphql/documents/request_logs_detail.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import type { LogDetail } from "./request_log.ts";

type Node = NonNullable<ResultOf<typeof requestExplanationQuery>["node"]>;

/** Why a request went where it went. */
export type Explanation = Extract<Node, { __typename: "RequestLog" }>["explanation"];

/** The tree that the request went through, as its revision has it; null where there was none, or it is gone. */
export function routeTreeOf(log: Pick<LogDetail, "routeName" | "project">, explanation: Explanation): RouteNode | null {
  const content = explanation.revision?.document as Content | undefined;
  if (log.routeName === null || content === undefined) return null;
  const named = content.routes?.filter(({ name }) => name === log.routeName) ?? [];
  // Names are unique in a project only.
  const project = content.projects?.find(({ name }) => name === log.project?.name);
  return (named.find(({ projectId }) => projectId === project?.id) ?? named[0])?.tree ?? null;
}

interface Content {
  projects?: { id: string; name: string }[];
  routes?: { projectId: string; name: string; tree: RouteNode }[];
}

/** The nodes that the request came by, by their pointers, each with what was decided there. */
export function litNodes(log: Pick<LogDetail, "routePath">, { walk }: Explanation): Record<string, string> {
  const lit: Record<string, string> = {};
  for (const { path, type, chose } of log.routePath) {
    if (type !== "direct") lit[path] = wordsOf(type, chose);
  }
  for (const step of walk) {
    if (step.__typename === "RouteWhenStep") {
      lit[step.pointer] = step.holds ? "it holds: then" : "it does not hold: else";
    }
    if (step.__typename === "RouteSplitStep") {
      const by = step.stickyBy === null
        ? "by chance"
        : `always for ${step.stickyBy} ${JSON.stringify(step.stickyValue)}`;
      lit[step.pointer] = step.decidedBy === "STICKY" ? by : lit[step.pointer] ?? "chosen";
    }
    lit[step.pointer] ??= "passed";
  }
  return lit;
}

function wordsOf(type: string, chose: number | null): string {
  if (type === "target") return "called";
  if (chose === null) return "passed";
  return type === "when" ? (chose === 0 ? "then" : "else") : `no. ${chose + 1}`;
}
