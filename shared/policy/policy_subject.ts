import type { TargetNode } from "../contracts/route_tree.ts";

/** Whom and what a request concerns, as far as policies ask. */
export interface PolicySubject {
  projectId: string;
  apiKeyId: string;
  /** Null: the request names none, and no policy on end users applies. */
  endUser: string | null;
  /** What the client asked for: the name of a route, an alias, or `provider/model`. */
  modelAsked: string;
  /** Every target that the request may reach, the first candidate first. */
  targets: readonly TargetNode[];
}
