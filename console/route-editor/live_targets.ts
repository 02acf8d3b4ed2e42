import type { routeTrafficQuery } from "../graphql/documents/routes.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import type { DraftTree } from "./draft_tree.ts";
import { percent } from "./node_words.ts";
import { placedNodes } from "./tree_places.ts";

type Traffic = ResultOf<typeof routeTrafficQuery>;

/** How a node is, as its dot shows it. */
export interface NodeHealth {
  tone: "success" | "warning" | "error" | "neutral";
  /** A sentence. */
  words: string;
}

/** What is known of a route's nodes from what its gateways do. */
export interface LiveTargets {
  /** How many requests shares are of; 0: nothing can be said of shares. */
  requests: number;
  /** Of the latest requests, by the node's id: the share that came by. */
  shares: ReadonlyMap<string, number>;
  /** Trouble by `provider/model`; what is not in it is well. */
  trouble: ReadonlyMap<string, NodeHealth>;
}

/**
 * Places the latest requests' ways at the nodes of the tree that is saved: gateways may serve an older one, so that a step
 * counts only where a node of its type stands there, and a target only where it is the one that was called.
 */
export function liveTargets({ requestLogs, targetHealth }: Traffic, saved: DraftTree): LiveTargets {
  const nodes = new Map(placedNodes(saved).map(({ pointer, node }) => [pointer, node]));
  const counts = new Map<string, number>();
  const routed = requestLogs.edges.map(({ node }) => node).filter(({ routePath }) => routePath.length > 0);
  for (const { routePath, provider } of routed) {
    for (const { path, type } of routePath) {
      const node = nodes.get(path);
      if (node === undefined || node.value.type !== type) continue;
      if (node.value.type === "target" && provider !== null && node.value.provider !== provider) continue;
      counts.set(node.id, (counts.get(node.id) ?? 0) + 1);
    }
  }
  const shares = new Map([...counts].map(([id, count]) => [id, count / routed.length]));
  return { requests: routed.length, shares, trouble: troubleOf(targetHealth) };
}

export function shareWords(live: LiveTargets | null, id: string): string | null {
  if (live === null || live.requests === 0) return null;
  return percent(live.shares.get(id) ?? 0);
}

const UNKNOWN: NodeHealth = { tone: "neutral", words: "Its health is not known yet." };
const WELL: NodeHealth = { tone: "success", words: "No trouble with it." };

export function targetHealthOf(live: LiveTargets | null, target: { provider: string; model: string }): NodeHealth {
  if (live === null) return UNKNOWN;
  return live.trouble.get(`${target.provider}/${target.model}`) ?? live.trouble.get(`${target.provider}/`) ?? WELL;
}

function troubleOf({ targets, coolingKeys }: Traffic["targetHealth"]): Map<string, NodeHealth> {
  const found = new Map<string, NodeHealth>();
  for (const { provider, model, errorClass } of coolingKeys) {
    found.set(`${provider}/${model ?? ""}`, { tone: "warning", words: `A key of it is at rest: ${errorClass}.` });
  }
  for (const { provider, model, state, errorClass, failures, attempts } of targets) {
    if (state === "CLOSED") continue;
    const counted = `${failures} of ${attempts} attempts failed: ${errorClass}.`;
    found.set(`${provider}/${model}`, {
      tone: state === "OPEN" ? "error" : "warning",
      words: state === "OPEN" ? `Left alone: ${counted}` : `Tried again: ${counted}`,
    });
  }
  return found;
}
