import { ValidationError } from "../api_error.ts";
import { builder } from "../graphql/builder.ts";
import { decodeAnyGlobalId } from "../graphql/global_id.ts";
import { AuditActorKindEnum } from "./audit_types.ts";

export const AuditEventFilter = builder.inputType("AuditEventFilter", {
  description: "Which events are wanted. All that is given must hold.",
  fields: (t) => ({
    actor: t.id({
      description: "Done by this user (their tokens included), personal access token or service account.",
    }),
    actorKind: t.field({ type: AuditActorKindEnum, description: "Done by one of these." }),
    actions: t.stringList({
      description: "One of these; `policy.*` stands for all that begin so. An empty list is no demand; 50 at most.",
    }),
    targetKind: t.string({ description: "Done to objects of this type: `Policy`." }),
    targetId: t.id({ description: "Done to this object." }),
    from: t.field({ type: "DateTime", description: "Done at this moment or later." }),
    to: t.field({ type: "DateTime", description: "Done before this moment." }),
    text: t.string({
      description:
        "Anywhere in action, target, address, request id, before and after; 2 to 200 characters, in any case.",
    }),
  }),
});

/** The filter with ids as the trail has them; everything else is checked by the service. */
export function readAuditFilter(filter: AuditFilterInput | null | undefined): unknown {
  if (filter == null) return {};
  const { actor, actorKind, targetId, ...rest } = filter;
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)),
    ...(actor != null && { actorId: idOf(actor, { among: ACTORS, path: "actor" }) }),
    ...(actorKind != null && { actorKind: actorKind.toLowerCase() }),
    ...(targetId != null && { targetId: idOf(targetId, { path: "targetId" }) }),
  };
}

/** As GraphQL or the query of a URL gives it. */
export interface AuditFilterInput {
  actor?: string | number | null | undefined;
  actorKind?: typeof AuditActorKindEnum.$inferType | null | undefined;
  actions?: readonly string[] | null | undefined;
  targetKind?: string | null | undefined;
  targetId?: string | number | null | undefined;
  from?: Date | null | undefined;
  to?: Date | null | undefined;
  text?: string | null | undefined;
}

const ACTORS = ["User", "PersonalAccessToken", "ServiceAccount"];

function idOf(globalId: string | number, { among, path }: { among?: string[]; path: string }): string {
  let decoded;
  try {
    decoded = decodeAnyGlobalId(String(globalId));
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    throw new ValidationError([{ path: ["filter", path], message: "not an id of this API" }]);
  }
  if (among !== undefined && !among.includes(decoded.typename)) {
    throw new ValidationError([{ path: ["filter", path], message: `not the id of a ${among.join(", a ")}` }]);
  }
  return decoded.id;
}
