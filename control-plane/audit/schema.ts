import { type GraphQLSchema, isObjectType } from "graphql";
import { resolveCursorConnection, type ResolveCursorConnectionArgs } from "@pothos/plugin-relay";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId, encodeGlobalId, type NodeType } from "../graphql/global_id.ts";
import { type AuditChange, auditChanges, CHANGES_MAX } from "./audit_changes.ts";
import { AuditEventFilter, readAuditFilter } from "./audit_filter_input.ts";
import { AuditActorKindEnum } from "./audit_types.ts";
import { type PagedAuditEvent, pagedAuditEvents } from "./audit_page.ts";
import { auditCursor, findAuditEvent, listAuditEvents } from "./read_audit.ts";

const PAGE_EVENTS_DEFAULT = 50;
const PAGE_EVENTS_MAX = 200;

const AuditActor = builder.objectRef<PagedAuditEvent>("AuditActor").implement({
  description: "Who did something.",
  fields: (t) => ({
    kind: t.field({
      type: AuditActorKindEnum,
      description: "What it was.",
      resolve: ({ actorKind }) => actorKind.toUpperCase() as typeof AuditActorKindEnum.$inferType,
    }),
    id: t.id({
      nullable: true,
      description: "The person, token or service account; null for the installation itself.",
      resolve: ({ actorKind, actorId }) =>
        actorId && ACTOR_NODES[actorKind] && encodeGlobalId(ACTOR_NODES[actorKind], actorId),
    }),
    name: t.string({
      nullable: true,
      description: "The name of the person, token or service account; null when it is there no more.",
      resolve: async (event) => (await event.page.actorOf(event)).name,
    }),
    email: t.string({
      nullable: true,
      description:
        "The person's address, or that of whose token it was; null for others, and when they are there no more.",
      resolve: async (event) => (await event.page.actorOf(event)).email,
    }),
    userId: t.id({
      nullable: true,
      description: "The person, or whose token it was.",
      resolve: async (event) => {
        const { userId } = await event.page.actorOf(event);
        return userId && encodeGlobalId("User", userId);
      },
    }),
  }),
});

const ACTOR_NODES: Partial<Record<string, NodeType>> = {
  user: "User",
  token: "PersonalAccessToken",
  service_account: "ServiceAccount",
};

const AuditTarget = builder.objectRef<PagedAuditEvent>("AuditTarget").implement({
  description: "What something was done to.",
  fields: (t) => ({
    kind: t.exposeString("targetKind", { description: "Its type: `Policy`, `ApiKey`, `Session`." }),
    id: t.id({
      nullable: true,
      description: "Its global id, also when it is there no more; null for what has none, such as sessions.",
      resolve: (event, _args, _context, { schema }) => globalIdOfTarget(event, schema),
    }),
    name: t.string({
      nullable: true,
      description: "What it is called now, or else was called then; null when nothing names it.",
      resolve: async (event) => (await event.page.targetOf(event)).name,
    }),
    node: t.node({
      description: "The object, archived or not; null when it is there no more, has no node, or is a person's own.",
      id: async (event, _args, _context, { schema }) =>
        (await event.page.targetOf(event)).lives ? globalIdOfTarget(event, schema) : null,
    }),
  }),
});

const AuditChangeType = builder.objectRef<AuditChange>("AuditChange").implement({
  description: "One difference that a change made.",
  fields: (t) => ({
    path: t.exposeString("path", { description: "Where in the object, as a JSON pointer: `/limits/0/max`." }),
    before: t.field({
      type: "JSON",
      nullable: true,
      description: "What it was; null where it was not there.",
      resolve: ({ before }) => before,
    }),
    after: t.field({
      type: "JSON",
      nullable: true,
      description: "What it is; null where it is there no more.",
      resolve: ({ after }) => after,
    }),
  }),
});

const AuditEventNode = builder.node(builder.objectRef<PagedAuditEvent>("AuditEvent"), {
  description: "Something that was done. It is never changed; secrets are not in it.",
  id: { resolve: (event) => event.id },
  loadWithoutCache: async (id, { dependencies: { db } }) => {
    const event = await findAuditEvent(db, id);
    return event && pagedAuditEvents(db, [event])[0];
  },
  authScopes: (event) => ({ can: { action: "audit.read", tenantId: event.tenantId } }),
  fields: (t) => ({
    at: t.field({ type: "DateTime", description: "When it was done.", resolve: ({ ts }) => ts }),
    action: t.exposeString("action", {
      description: "What was done: `policy.update`, as docs/authorization.md lists.",
    }),
    actor: t.field({ type: AuditActor, description: "Who did it.", resolve: (event) => event }),
    target: t.field({ type: AuditTarget, description: "What it was done to.", resolve: (event) => event }),
    before: t.expose("before", {
      type: "JSON",
      nullable: true,
      description: "The object before, as far as it matters; null when there was none.",
    }),
    after: t.expose("after", {
      type: "JSON",
      nullable: true,
      description: "The object after, as far as it matters; null when there is none.",
    }),
    changes: t.field({
      type: [AuditChangeType],
      description: `What differs between the two, ${CHANGES_MAX} differences at most.`,
      resolve: ({ before, after }) => auditChanges(before, after),
    }),
    ipAddress: t.exposeString("ipAddress", {
      nullable: true,
      description: "The caller's address, as far as it can be trusted; null for the installation itself.",
    }),
    requestId: t.exposeString("requestId", {
      nullable: true,
      description: "The `x-request-id` of the answer to the request that did it; null where no request did.",
    }),
  }),
});

const AuditEventConnection = builder.connectionObject(
  { type: AuditEventNode, name: "AuditEventConnection" },
  { name: "AuditEventEdge" },
);

builder.queryField("auditEvents", (t) =>
  t.field({
    type: AuditEventConnection,
    description: "What was done in a tenant, the newest first. For its owners and administrators.",
    args: {
      tenantId: t.arg.id({ required: true, description: "The tenant." }),
      filter: t.arg({ type: AuditEventFilter, description: "Which events; left out: all." }),
      first: t.arg.int({
        description: `How many from the newest on; ${PAGE_EVENTS_DEFAULT} by default, ${PAGE_EVENTS_MAX} at most.`,
      }),
      after: t.arg.string({ description: "Only what is older than this cursor." }),
    },
    resolve: (_root, { first, after, ...args }, context) => {
      const input = {
        tenantId: decodeGlobalId("Tenant", args.tenantId, "tenantId"),
        filter: readAuditFilter(args.filter),
      };
      return resolveCursorConnection(
        {
          args: { first, after },
          defaultSize: PAGE_EVENTS_DEFAULT,
          maxSize: PAGE_EVENTS_MAX,
          toCursor: (event: PagedAuditEvent) => auditCursor(event),
        },
        async ({ after, limit }: ResolveCursorConnectionArgs) =>
          pagedAuditEvents(context.dependencies.db, await listAuditEvents(context, input, { after, limit })),
      );
    },
  }));

function globalIdOfTarget({ targetKind, targetId }: PagedAuditEvent, schema: GraphQLSchema): string | null {
  const type = schema.getType(targetKind);
  const isNode = isObjectType(type) && type.getInterfaces().some(({ name }) => name === "Node");
  return targetId !== null && isNode ? encodeGlobalId(targetKind as NodeType, targetId) : null;
}
