import { userIdOf } from "../authorization/actor.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId, encodeGlobalId } from "../graphql/global_id.ts";
import { revokeOtherSessions, revokeSession } from "./session_service.ts";

export const SessionNode = builder.prismaNode("Session", {
  description: "One of your sign-ins in a browser.",
  id: { field: "id" },
  // Nobody but their owner: `node(id)` of someone else's finds nothing.
  findUnique: (id, { actor }) => ({ id, userId: userIdOf(actor) }),
  authScopes: { can: { action: "session.read", tenantId: null } },
  fields: (t) => ({
    address: t.exposeString("ipAddress", {
      nullable: true,
      description: "The network address that was signed in from.",
    }),
    userAgent: t.exposeString("userAgent", { nullable: true, description: "What the browser called itself." }),
    current: t.boolean({
      description: "Whether it is the one that asks.",
      resolve: ({ id }, _args, { actor }) => actor.kind === "user" && actor.sessionId === id,
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When you signed in." }),
    lastSeenAt: t.field({
      type: "DateTime",
      description: "When it was last used, to about a minute.",
      select: { lastSeenAt: true, createdAt: true },
      resolve: ({ lastSeenAt, createdAt }) => lastSeenAt ?? createdAt,
    }),
    expiresAt: t.expose("expiresAt", { type: "DateTime", description: "When it ends unless it is used." }),
  }),
});

builder.prismaObjectFields("User", (t) => ({
  sessions: t.relatedConnection("sessions", {
    cursor: "id",
    description: "Where you are signed in, the latest first.",
    query: (_args, { dependencies }) => ({
      where: { expiresAt: { gt: new Date(dependencies.clock.now()) } },
      orderBy: { id: "desc" },
    }),
    authScopes: { can: { action: "session.read", tenantId: null } },
  }),
}));

builder.relayMutationField("revokeSession", {
  description: "Which session to end.",
  inputFields: (t) => ({ id: t.id({ required: true, description: "The session." }) }),
}, {
  description: "Ends one of your sessions at once; of the present one, it signs you out.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    id: await revokeSession(context, { id: decodeGlobalId("Session", input.id, "id") }),
  }),
}, {
  description: "The session is over.",
  outputFields: (t) => ({
    sessionId: t.id({
      description: "The session that there was.",
      resolve: ({ id }) => encodeGlobalId("Session", id),
    }),
  }),
});

builder.relayMutationField("revokeOtherSessions", {
  description: "Whether you mean it.",
  inputFields: (t) => ({
    confirm: t.boolean({ required: true, description: "Must be true: you have to sign in again everywhere else." }),
  }),
}, {
  description: "Ends all of your sessions but the one that asks; asked for by a token, all of them.",
  errors: {},
  resolve: async (_root, { input }, context) => ({
    revoked: await revokeOtherSessions(context, { confirm: input.confirm }),
  }),
}, {
  description: "They are over.",
  outputFields: (t) => ({
    revoked: t.int({ description: "How many there were.", resolve: ({ revoked }) => revoked }),
  }),
});
