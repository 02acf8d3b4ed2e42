import { authorize } from "../authorization/authorize.ts";
import { NotFoundError } from "../api_error.ts";
import { builder } from "../graphql/builder.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { Person } from "../members/schema.ts";
import { mayChange, sees, visibleTo } from "./saved_view_service.ts";

export const SavedViewNode = builder.prismaNode("SavedView", {
  description: "A way to look at the request log, kept by somebody for themselves or for everybody in the tenant.",
  id: { field: "id" },
  authScopes: (view, { actor }) => {
    // Another person's is as if it were not there.
    if (actor.kind !== "anonymous" && !sees(actor, view)) throw new NotFoundError();
    return { can: { action: "saved_view.read", tenantId: view.tenantId } };
  },
  fields: (t) => ({
    name: t.exposeString("name", { description: "Unique among its owner's." }),
    shared: t.exposeBoolean("shared", { description: "Whether everybody in the tenant sees it." }),
    view: t.expose("view", {
      type: "JSON",
      description:
        "`where` (as `RequestLogFilter.where` takes it), `columns`, `sort` and `range`; what is left out is not set.",
    }),
    owner: t.field({
      type: Person,
      nullable: true,
      description: "Whose it is; null when a service account made it, or the account is gone.",
      select: { owner: { select: { name: true, email: true } } },
      resolve: ({ owner }) => owner,
    }),
    mine: t.boolean({
      description: "Whether it is the caller's own.",
      resolve: ({ ownerId }, _args, { actor }) => "userId" in actor && actor.userId === ownerId,
    }),
    editable: t.boolean({
      description: "Whether the caller may change and delete it.",
      resolve: (view, _args, { actor }) => mayChange(actor, view),
    }),
    version: t.exposeInt("version", { description: "Rises with every change." }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
    updatedAt: t.expose("updatedAt", { type: "DateTime", description: "When it last changed." }),
    tenant: t.relation("tenant", { description: "Whose records it shows." }),
    project: t.relation("project", {
      nullable: true,
      description: "The project whose records it shows; null: those of all.",
    }),
  }),
});

builder.queryField("savedViews", (t) =>
  t.prismaConnection({
    type: SavedViewNode,
    cursor: "id",
    description: "The views of a tenant that the caller sees: what is shared, and their own. The oldest first.",
    args: {
      tenantId: t.arg.id({ required: true, description: "The tenant." }),
      projectId: t.arg.id({ description: "Only views of this project, and of the whole tenant." }),
    },
    resolve: (query, _root, args, { actor, dependencies }) => {
      const tenantId = decodeGlobalId("Tenant", args.tenantId, "tenantId");
      authorize(actor, "saved_view.read", tenantId);
      const projectId = args.projectId == null ? null : decodeGlobalId("Project", args.projectId, "projectId");
      const ofProject = projectId === null ? {} : { OR: [{ projectId }, { projectId: null }] };
      return dependencies.db.savedView.findMany({
        ...query,
        where: { tenantId, AND: [visibleTo(actor), ofProject] },
        orderBy: { id: "asc" },
      });
    },
  }));
